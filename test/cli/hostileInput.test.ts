import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Terminal, type Ran, type VersionDocument } from './terminal.ts';

const bell = '\u0007';

describe('hostile input in a terminal', () => {
  let terminal: Terminal;
  beforeEach(() => {
    terminal = new Terminal({ git: true });
    terminal.writeRandom('m.pkl', 1000);
  });
  afterEach(() => {
    terminal.dispose();
  });

  async function refused(code: string, ...args: string[]): Promise<string> {
    const ran = await terminal.run(...args, '--json');
    assert.equal(ran.code, 2, ran.stdout);
    const { error } = JSON.parse(ran.stderr) as { error: { code: string; message: string } };
    assert.equal(error.code, code, error.message);
    return error.message;
  }

  async function versions(): Promise<readonly VersionDocument[]> {
    return (await terminal.json<{ versions: VersionDocument[] }>('list')).versions;
  }

  it('refuses names of models that no reference or list could show, and saves nothing', async () => {
    for (const name of ['', '  ', 'a@b', 'a~1', 'a\nb', `a${bell}b`, 'a\u202eb', '-a', 'x'.repeat(101)]) {
      assert.match(await refused('usage', 'save', 'm.pkl', `--model=${name}`), /can't be a model's name/u);
    }
    assert.deepEqual(await versions(), []);
  });

  it('gives a model a name that is allowed, whatever its file is called', async () => {
    for (const [file, model] of [['-dash.pkl', 'dash'], [`${'y'.repeat(200)}.pkl`, 'y'.repeat(100)], ['e\u0301.pkl', '\u00e9'], ['r\u202el.pkl', 'rl']] as const) {
      terminal.writeRandom(file, 100);
      assert.equal((await terminal.save(`./${file}`)).model, model);
    }
  });

  it('takes models whose names are those of parts of every object', async () => {
    for (const model of ['constructor', 'toString', '__proto__']) {
      terminal.writeRandom('m.pkl', 1000);
      const first = await terminal.save('m.pkl', '--model', model);
      terminal.writeRandom('m.pkl', 1000);
      assert.deepEqual((await terminal.save('m.pkl', '--model', model)).parents, [first.id]);
    }
  });

  it('records values as they were typed, or refuses them', async () => {
    const { params } = await terminal.save('m.pkl', '--param', 'constructor=1', '--param', 'nested={"__proto__":{"a":1},"b":[9007199254740993]}');
    assert.equal(JSON.stringify(params), '{"constructor":1,"nested":{"__proto__":{"a":1},"b":["9007199254740993"]}}');
    await refused('usage', 'save', 'm.pkl', '--param', '__proto__=1');
    await refused('usage', 'save', 'm.pkl', '--param', ' =1');
  });

  it('refuses values nested too deeply before anything is kept', async () => {
    for (const levels of [33, 100, 20_000]) await refused('usage', 'save', 'm.pkl', '--param', `deep=${'['.repeat(levels)}${']'.repeat(levels)}`);
    terminal.write('params.json', `{"deep": ${'['.repeat(70)}${']'.repeat(70)}}`);
    assert.ok((await terminal.save('m.pkl')).remarks.some(({ text }) => text.includes('levels')));
    assert.equal((await versions()).length, 1);
    assert.equal((await terminal.run('verify')).code, 0);
  });

  it('checks tags before it saves', async () => {
    await refused('usage', 'save', 'm.pkl', '--tag', 'x'.repeat(101));
    await refused('usage', 'save', 'm.pkl', '--tag', ' ');
    assert.deepEqual(await versions(), []);
  });

  it('answers for links that lead nowhere, pipes, and the folder itself', async () => {
    if (process.platform === 'win32') return;
    symlinkSync('loop.pkl', terminal.path('loop.pkl'));
    await refused('file-unreadable', 'save', 'loop.pkl');
    execFileSync('mkfifo', [terminal.path('pipe.pkl')]);
    await refused('not-a-model', 'save', 'pipe.pkl');
    await terminal.save('m.pkl');
    await refused('file-unreadable', 'info', 'pipe.pkl');
    assert.match(await refused('path-unsafe', 'save', '.'), /whole folder/u);
    await refused('path-unsafe', 'info', 'x'.repeat(3000));
    await refused('file-missing', 'save', 'm.pkl/inner.pkl');
    mkdirSync(terminal.path('folder'));
    terminal.writeRandom('folder/a.pkl', 100);
    symlinkSync('nothing', terminal.path('folder/b.pkl'));
    assert.match(await refused('file-missing', 'save', 'folder'), /b\.pkl/u);
  });

  it('knows a path by another name of its folder', async () => {
    if (process.platform === 'win32') return;
    symlinkSync(terminal.folder, terminal.path('../alias'));
    const saved = await terminal.save(terminal.path('../alias/m.pkl'), 'm.pkl');
    assert.deepEqual(saved.artifacts.map(({ path }) => path), ['m.pkl']);
    assert.equal((await terminal.json<{ path: string }>('info', terminal.path('../alias/m.pkl'))).path, 'm.pkl');
  });

  it('restores nothing through a link into the folder of Git, and over nothing but files', async () => {
    if (process.platform === 'win32') return;
    mkdirSync(terminal.path('models'));
    terminal.writeRandom('models/config', 100);
    await terminal.save('models/config', '--model', 'sly');
    await terminal.save('m.pkl', '--model', 'm');
    rmSync(terminal.path('models'), { recursive: true });
    symlinkSync('.git', terminal.path('models'));
    const config = terminal.sha256('.git/config');
    assert.match(await refused('path-unsafe', 'restore', 'sly@1.0'), /leads into \.git/u);
    await refused('path-unsafe', 'restore', 'm@1.0', '--to', 'models/hooks/post-checkout');
    await refused('path-unsafe', 'restore', 'm@1.0', '--to', '.git/config');
    await refused('target-exists', 'restore', 'm@1.0', '--to', 'm.pkl/inner.pkl');
    execFileSync('mkfifo', [terminal.path('pipe')]);
    await refused('target-exists', 'restore', 'm@1.0', '--to', 'pipe');
    assert.equal(terminal.sha256('.git/config'), config);
  });

  it('says what is wrong with the project’s choices', async () => {
    for (const text of ['a: [', '- 1', 'models: 5', '!!js/function x', 'x'.repeat(300_000), '\u0000']) {
      terminal.write('.modeltrail/config.yaml', text);
      const ran = await terminal.run('save', 'm.pkl');
      assert.equal(ran.code, 2);
      assert.match(ran.stderr, /^\.modeltrail\/config\.yaml can't be read: [^:\n][^\n]*[^:\n]\. Correct that file and try again\.\n$/u);
    }
    terminal.write('.modeltrail/config.yaml', 'models: {"a@b": {paths: [m.pkl]}}');
    await refused('usage', 'save', 'm.pkl');
    if (process.platform === 'win32') return;
    rmSync(terminal.path('.modeltrail/config.yaml'));
    execFileSync('mkfifo', [terminal.path('.modeltrail/config.yaml')]);
    await refused('file-unreadable', 'save', 'm.pkl');
  });

  it('ends quietly when its reader has gone', async () => {
    await terminal.save('m.pkl');
    const { code, stderr } = await runUnread(terminal, 'show', 'latest');
    assert.equal(stderr, '');
    assert.equal(code, 0);
  });
});

/** Runs a command whose standard output is closed before it writes. */
function runUnread(terminal: Terminal, ...args: string[]): Promise<Pick<Ran, 'code' | 'stderr'>> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [terminal.cli, ...args], { cwd: terminal.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject).on('close', (code) => {
      resolve({ code, stderr });
    });
  });
}
