import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

const extension = vscode.extensions.getExtension('modeltrail.modeltrail');
const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
const cli = join(extension?.extensionPath ?? '', 'dist', 'cli.cjs');

/** The packaged terminal command, run by the editor's own Node. */
function modeltrail(...args: string[]): Record<string, unknown> {
  const text = execFileSync(process.execPath, [cli, '-C', folder, ...args, '--json'], { encoding: 'utf8', env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  return JSON.parse(text) as Record<string, unknown>;
}

function recordedUri(id: string, path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: 'modeltrail', path: `/m@1.0/${path}`, query: JSON.stringify({ root: folder, id }) });
}

interface Saved {
  readonly version: { readonly id: string };
}

describe('ModelTrail inside the extension host', () => {
  let saved: Saved;

  before(async () => {
    await extension?.activate();
    mkdirSync(join(folder, 'models'), { recursive: true });
    writeFileSync(join(folder, 'train.py'), 'import joblib\njoblib.dump(model, "models/m.joblib")\n');
    writeFileSync(join(folder, 'models', 'm.joblib'), randomBytes(4000));
    saved = modeltrail('save', 'models/m.joblib', '--model', 'm') as unknown as Saved;
  });

  it('registers every command that package.json promises', async () => {
    const promised = (extension?.packageJSON as { contributes: { commands: { command: string }[] } }).contributes.commands.map(({ command }) => command);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(promised.filter((command) => !registered.has(command)), []);
  });

  it('serves the script as it was, whatever became of it', async () => {
    writeFileSync(join(folder, 'train.py'), 'changed\n');
    const bytes = await vscode.workspace.fs.readFile(recordedUri(saved.version.id, 'train.py'));
    assert.equal(Buffer.from(bytes).toString('utf8'), 'import joblib\njoblib.dump(model, "models/m.joblib")\n');
    const info = await vscode.workspace.fs.stat(recordedUri(saved.version.id, 'train.py'));
    assert.equal(info.permissions, vscode.FilePermission.Readonly);
    assert.equal(info.size, bytes.byteLength);
  });

  it('refuses to write there, and files and versions that are not there', async () => {
    await assert.rejects(Promise.resolve(vscode.workspace.fs.writeFile(recordedUri(saved.version.id, 'train.py'), Buffer.from('x'))));
    await assert.rejects(Promise.resolve(vscode.workspace.fs.readFile(recordedUri(saved.version.id, '../../../etc/passwd'))));
    await assert.rejects(Promise.resolve(vscode.workspace.fs.readFile(recordedUri('0'.repeat(64), 'train.py'))));
    await assert.rejects(Promise.resolve(vscode.workspace.fs.readFile(vscode.Uri.parse('modeltrail:/m@1.0/train.py?not-json'))));
  });
});
