import { registerCommand } from '../context/commands.ts';
import type { EditorContext } from '../context/editorContext.ts';

/** `ModelTrail: Save Version…`, from the palette, the view, the explorer, an editor's title, or a drop. */
export function register(context: EditorContext): void {
  registerCommand(context, { id: 'modeltrail.save', untrusted: false, run: async (...given) => (await import('./saveFlow.ts')).runSaveFlow(...given) });
}
