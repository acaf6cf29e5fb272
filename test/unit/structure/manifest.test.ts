import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';

const root = join(import.meta.dirname, '../../..');
const manifestText = readFileSync(join(root, 'package.json'), 'utf8');
const strings = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  };
}
const { contributes } = JSON.parse(manifestText) as Manifest;

/** Of the same form as a command's id: the view, and the terminal's shim on Windows. */
const notCommands = ['modeltrail.versions', 'modeltrail.cmd'];

function editorSource(): string {
  const folder = join(root, 'src/editor');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}

describe('package.json and the code', () => {
  const code = editorSource();

  it('name the same commands', () => {
    const contributed = contributes.commands.map(({ command }) => command);
    const inCode = [...code.matchAll(/'(modeltrail\.[a-z][A-Za-z]*)'/gu)].map(([, id]) => id ?? '').filter((id) => !notCommands.some((name) => id.startsWith(name)));
    assert.deepEqual(sorted(contributed), sorted(inCode));
  });

  it('put into menus only commands that exist', () => {
    const contributed = new Set(contributes.commands.map(({ command }) => command));
    const inMenus = Object.values(contributes.menus).flat().map(({ command }) => command);
    assert.deepEqual(inMenus.filter((command) => !contributed.has(command)), []);
  });

  it('name the same view', () => {
    const views = Object.values(contributes.views).flat().map(({ id }) => id);
    for (const view of views) assert.ok(code.includes(`'${view}'`), view);
  });

  it('set every context key that a menu or view asks for', () => {
    const conditions = [...manifestText.matchAll(/"when": "([^"]*)"/gu)].map(([, when]) => when ?? '').join(' ');
    const asked = sorted([...conditions.matchAll(/(?<![\w.=] ?)!?modeltrail\.([A-Za-z]+)/gu)].map(([, key]) => key ?? '')).filter((key) => key !== 'versions');
    assert.ok(asked.length >= 3);
    for (const key of asked) assert.ok(code.includes(`setContext('${key}'`), `nothing sets modeltrail.${key}`);
  });

  it('hold every string, and none that nobody uses', () => {
    const used = sorted([...manifestText.matchAll(/%([^%"]+)%/gu)].map(([, key]) => key ?? ''));
    assert.deepEqual(sorted(Object.keys(strings)), used);
  });
});
