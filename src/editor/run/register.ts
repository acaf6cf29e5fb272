import { registerCommand } from '../context/commands.ts';
import type { EditorContext } from '../context/editorContext.ts';

/** `ModelTrail: Run and Save Version…`, from the palette and the title of a Python editor. */
export function register(context: EditorContext): void {
  registerCommand(context, { id: 'modeltrail.run', untrusted: false, run: async (...given) => (await import('./runFlow.ts')).runFlow(...given) });
}
