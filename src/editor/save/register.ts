import { registerCommand } from '../context/commands.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { runSaveFlow } from './saveFlow.ts';

/** `ModelTrail: Save Version…`, from the palette, the view, the explorer, an editor's title, or a drop. */
export function register(context: EditorContext): void {
  registerCommand(context, { id: 'modeltrail.save', untrusted: false, run: runSaveFlow });
}
