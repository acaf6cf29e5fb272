import { globSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { root } from './paths.ts';

/** What translators start from: VS Code reads `bundle.l10n.LANGUAGE.json` beside it. The strings of package.json are in package.nls.json. */
export const bundleFile = join(root, 'l10n', 'bundle.l10n.json');

/** The bundle as the sources say it: every string that the editor shows, once, by itself. */
export function bundleText(): string {
  const strings = new Set(editorSources().flatMap(stringsOf));
  return `${JSON.stringify(Object.fromEntries([...strings].sort().map((each) => [each, each])), null, 2)}\n`;
}

export function editorSources(): ts.SourceFile[] {
  const files = globSync('src/editor/**/*.ts', { cwd: root }).sort();
  return files.map((file) => ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true));
}

/** Whether a node is a call of `vscode.l10n.t`. */
export function isTranslation(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.getText() === 'vscode.l10n.t';
}

/** @throws Error at a string that only a run knows: no bundle could hold it */
function stringsOf(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isTranslation(node)) found.push(messageOf(node, source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function messageOf(call: ts.CallExpression, source: ts.SourceFile): string {
  const [message] = call.arguments;
  if (message !== undefined && ts.isStringLiteralLike(message)) return message.text;
  const { line } = source.getLineAndCharacterOfPosition(call.getStart());
  throw new Error(`${source.fileName}:${String(line + 1)}: what vscode.l10n.t is given first has to be written out there.`);
}

if (process.argv[1] === import.meta.filename) {
  await mkdir(dirname(bundleFile), { recursive: true });
  await writeFile(bundleFile, bundleText());
}
