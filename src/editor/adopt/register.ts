import { registerCommand } from '../context/commands.ts';
import type { EditorContext } from '../context/editorContext.ts';

/** `ModelTrail: Adopt Existing Models…`, from the palette, the view's welcome, and the explorer on files and folders. */
export function register(context: EditorContext): void {
  registerCommand(context, { id: 'modeltrail.adopt', untrusted: false, run: async (...given) => (await import('./adoptFlow.ts')).runAdoptFlow(...given) });
}
