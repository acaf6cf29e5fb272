import type { Workbench } from '../ui/workbench.ts';

/** How long hovers took in a window that had none before, in milliseconds, with the way through VS Code and back. */
export interface HoverTimes {
  /** Of a provider that answers with a constant. */
  readonly trivial: number;
  /** The first on the path of a model. */
  readonly first: number;
  /** The same once more. */
  readonly second: number;
}

/** Asks for the hover at the first letter of `word` in a file, as VS Code does for a mouse at rest; each time in a document that had none yet. */
export function timeHovers({ host }: Workbench, file: string, word: string): Promise<HoverTimes> {
  return host.run(async (api, wanted: { readonly file: string; readonly word: string }) => {
    const timed = async (uri: unknown, position: unknown, expected: string): Promise<number> => {
      const start = performance.now();
      const hovers = (await api.commands.executeCommand('vscode.executeHoverProvider', uri, position)) as { readonly contents: readonly { readonly value: string }[] }[];
      const time = performance.now() - start;
      const said = hovers.flatMap(({ contents }) => contents.map(({ value }) => value)).join();
      if (!said.includes(expected)) throw new Error(`No hover says "${expected}": ${said}`);
      return time;
    };
    const provider = api.languages.registerHoverProvider({ language: 'ini' }, { provideHover: () => new api.Hover('a constant') });
    const plain = [await api.workspace.openTextDocument({ language: 'ini', content: 'nothing = 1' }), await api.workspace.openTextDocument({ language: 'ini', content: 'nothing = 2' })];
    const document = await api.workspace.openTextDocument(api.Uri.file(wanted.file));
    // The first call through VS Code, and the first in a document, are slow whoever answers.
    await timed(plain[0]?.uri, new api.Position(0, 1), 'a constant');
    const trivial = await timed(plain[1]?.uri, new api.Position(0, 1), 'a constant');
    const position = document.positionAt(document.getText().indexOf(wanted.word) + 1);
    const first = await timed(document.uri, position, 'modeltrail');
    const second = await timed(document.uri, position, 'modeltrail');
    provider.dispose();
    return { trivial, first, second };
  }, { file, word });
}
