import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';

const root = join(import.meta.dirname, '../../..');
const manifestText = readFileSync(join(root, 'package.json'), 'utf8');
const strings = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;

interface Setting {
  readonly type: string;
  readonly default: unknown;
  readonly scope: string;
  readonly markdownDescription: string;
}

interface Step {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly svg: string };
  readonly completionEvents: readonly string[];
}

interface Manifest {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly walkthroughs: readonly { readonly id: string; readonly steps: readonly Step[] }[];
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

  it('set every context key that a menu, a view or a step of the walkthrough asks for', () => {
    const conditions = [...manifestText.matchAll(/"when": "([^"]*)"|"onContext:([^"]*)"/gu)].map(([, when, event]) => when ?? event ?? '').join(' ');
    const asked = sorted([...conditions.matchAll(/(?<![\w.=] ?)!?modeltrail\.([A-Za-z]+)/gu)].map(([, key]) => key ?? '')).filter((key) => key !== 'versions');
    assert.ok(asked.length >= 3);
    for (const key of asked) assert.ok(code.includes(`setContext('${key}'`), `nothing sets modeltrail.${key}`);
  });

  it('name the same settings, with the same defaults', () => {
    const declared = Object.entries(contributes.configuration.properties).map(([name, setting]) => [name.replace('modeltrail.', ''), String(setting.default)].join(' = '));
    const read = [...code.matchAll(/getConfiguration\('modeltrail', [\w.]+\)\.get\('([\w.]+)', ([^)]+)\)/gu)].map(([, name, fallback]) => `${name ?? ''} = ${fallback ?? ''}`);
    assert.equal(read.length, [...code.matchAll(/getConfiguration\(/gu)].length, 'a setting is read in another way');
    assert.deepEqual(sorted(declared), sorted(read));
  });

  it('say of each setting in one sentence what it does, and let a folder have its own', () => {
    for (const [name, { scope, markdownDescription }] of Object.entries(contributes.configuration.properties)) {
      assert.match(strings[markdownDescription.replaceAll('%', '')] ?? '', /^[A-Z][^.]+\.$/u, name);
      assert.equal(scope, 'resource', name);
    }
  });

  it('lead through a walkthrough whose buttons, pictures and events exist', () => {
    const [walkthrough, ...others] = contributes.walkthroughs;
    assert.ok(walkthrough !== undefined && others.length === 0);
    assert.ok(code.includes(`#${walkthrough.id}\``));
    const views = Object.values(contributes.views).flat().map(({ id }) => id);
    for (const { id, description, media, completionEvents } of walkthrough.steps) {
      const [words = '', ...buttons] = (strings[description.replaceAll('%', '')] ?? '').split('\n');
      assert.ok(words.split('. ').length <= 2 && buttons.length >= 1 && buttons.length <= 2, `${id} is short`);
      for (const button of buttons) {
        const command = /^\[[^\]]+\]\(command:([\w.]+)\)$/u.exec(button)?.[1] ?? '';
        assert.ok(code.includes(`'${command}'`) || views.some((view) => command === `${view}.focus`), `${id}: nothing answers to ${command}`);
      }
      assert.ok(existsSync(join(root, media.svg)), media.svg);
      assert.ok(completionEvents.length > 0 && completionEvents.every((event) => event.startsWith('onContext:') || views.some((view) => event === `onView:${view}`)), `${id} is never done`);
    }
  });

  it('leave every word of a person’s to package.nls.json', () => {
    const read = [...manifestText.slice(manifestText.indexOf('"contributes"'), manifestText.indexOf('"scripts"')).matchAll(/"(?:title|name|description|markdownDescription|contents|altText|contextualTitle)": "([^"]*)"/gu)].map(([, text]) => text ?? '');
    assert.ok(read.length > 40);
    assert.deepEqual(read.filter((text) => !/^%[^%]+%$/u.test(text) && text !== 'ModelTrail'), []);
  });

  it('hold every string, and none that nobody uses', () => {
    const used = sorted([...manifestText.matchAll(/%([^%"]+)%/gu)].map(([, key]) => key ?? ''));
    assert.deepEqual(sorted(Object.keys(strings)), used);
  });
});
