import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, it } from 'mocha';

const source = join(import.meta.dirname, '../../../src');

/** Which rooms a room may import; `types` after a room means its types alone. */
const table: Readonly<Record<string, readonly string[]>> = {
  editor: ['trail', 'compare', 'protocol', 'domain', 'base'],
  cli: ['trail', 'compare', 'domain', 'base'],
  webview: ['protocol types', 'domain types', 'base/rpc'],
  protocol: ['domain types'],
  trail: ['capture', 'compare', 'interop', 'store', 'formats', 'workers', 'domain', 'base', 'worker types'],
  capture: ['formats', 'workers', 'domain', 'base'],
  interop: ['formats', 'workers', 'domain', 'base'],
  store: ['codecs', 'workers', 'domain', 'base'],
  compare: ['domain', 'base'],
  formats: ['domain', 'base'],
  codecs: ['domain', 'base'],
  workers: ['base'],
  domain: ['base'],
  base: [],
  'worker.ts': ['formats', 'codecs', 'store', 'capture', 'compare', 'workers', 'base', 'domain types'],
  'extension.ts': ['editor'],
  'cli.ts': ['cli', 'base'],
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typesOnly: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(source, join(entry.parentPath, entry.name)));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(source, file), 'utf8');
  const statement = /(?:import|export)\s+(type\s+)?(?:[^'";]*?from\s*)?'([^']+)'|import\('([^']+)'\)/gu;
  return [...text.matchAll(statement)].map(([whole, type, specifier, dynamic]) => {
    const to = specifier ?? dynamic ?? '';
    const names = /\{([^}]*)\}/u.exec(whole)?.[1]?.split(',').filter((name) => name.trim() !== '') ?? [];
    const everyNameIsType = names.length > 0 && names.every((name) => name.trim().startsWith('type '));
    return { from: file, to: to.startsWith('.') ? normalize(join(dirname(file), to)) : to, typesOnly: type !== undefined || everyNameIsType };
  });
}

function roomOf(file: string): string {
  return file.split('/')[0] ?? file;
}

function isAllowed({ from, to, typesOnly }: Import): boolean {
  const own = roomOf(from);
  const other = roomOf(to).replace(/\.ts$/u, '');
  if (own === roomOf(to)) return true;
  return (table[own] ?? []).some((rule) => {
    const [place = '', types] = rule.split(' ');
    return (place === other || to === `${place}.ts`) && (types === undefined || typesOnly);
  });
}

describe('the rooms of the source', () => {
  const all = sourceFiles(source).flatMap(importsOf);
  const inside = all.filter(({ to }) => /\.ts$/u.test(to));

  it('are all in the table', () => {
    const rooms = new Set(sourceFiles(source).map(roomOf));
    assert.deepEqual([...rooms].filter((room) => !(room in table)), []);
  });

  it('import by the table alone', () => {
    assert.ok(inside.length > 100, 'the imports were not found');
    const wrong = inside.filter((each) => !isAllowed(each)).map(({ from, to }) => `${from} imports ${to}`);
    assert.deepEqual(wrong, []);
  });

  it('leave vscode to the editor', () => {
    const wrong = all.filter(({ from, to }) => to === 'vscode' && roomOf(from) !== 'editor' && from !== 'extension.ts').map(({ from }) => from);
    assert.deepEqual(wrong, []);
  });

  it('have files that can be read in one go', () => {
    const long = sourceFiles(source).filter((file) => readFileSync(join(source, file), 'utf8').split('\n').length > 401);
    assert.deepEqual(long, []);
  });
});
