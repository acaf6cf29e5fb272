import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'mocha';
import { readEnvironment, type CapturedEnvironment } from '../../../src/capture/environment.ts';
import { makeWorkspace, removeWorkspaces } from './workspace.ts';

after(removeWorkspaces);

const metadata = (name: string, version: string): string => `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nSummary: x\n\nVersion: not this\n`;

async function read(files: Record<string, string>, variables: Record<string, string> = {}): Promise<CapturedEnvironment> {
  const root = makeWorkspace(files);
  return readEnvironment({ root, folder: root, recorded: null, variables });
}

describe('the environment', () => {
  const site = '.venv/lib/python3.11/site-packages';

  it('of a venv is its version and packages', async () => {
    const found = await read({
      '.venv/pyvenv.cfg': 'home = /usr/bin\nimplementation = CPython\nversion_info = 3.11.7.final.0\ninclude-system-site-packages = false\n',
      [`${site}/numpy-2.4.6.dist-info/METADATA`]: metadata('numpy', '2.4.6'),
      [`${site}/scikit_learn-1.9.1.dist-info/METADATA`]: metadata('scikit-learn', '1.9.1'),
      [`${site}/mine.egg-info/PKG-INFO`]: metadata('Mine', '0.1.dev0'),
      [`${site}/old-1.egg-info`]: metadata('old', '1'),
      [`${site}/broken-1.dist-info/METADATA`]: 'nothing',
    });
    assert.deepEqual([found.record.python, found.record.implementation, found.record.source], ['3.11.7', 'CPython', { kind: 'file', path: '.venv/pyvenv.cfg' }]);
    assert.deepEqual(found.packages, { Mine: '0.1.dev0', numpy: '2.4.6', old: '1', 'scikit-learn': '1.9.1' });
    assert.deepEqual(found.remarks, []);
    assert.ok(found.changedAt !== null && found.record.os !== null && found.record.arch !== null);
  });

  it('may be an editable package by its link', async () => {
    const project = makeWorkspace({ 'mine.egg-info/PKG-INFO': metadata('mine', '2') });
    const found = await read({ 'venv/pyvenv.cfg': 'version = 3.12.1\n', 'venv/lib/python3.12/site-packages/mine.egg-link': `${project}\n.` });
    assert.deepEqual([found.record.python, found.packages], ['3.12.1', { mine: '2' }]);
  });

  it('of conda is told by its records', async () => {
    const found = await read({ '.conda/conda-meta/history': '', '.conda/conda-meta/python-3.10.14-h955ad1f_1.json': '{}', '.conda/lib/python3.10/site-packages/x-1.dist-info/METADATA': metadata('x', '1') });
    assert.deepEqual([found.record.python, found.packages], ['3.10.14', { x: '1' }]);
  });

  it('is the active one where the folder has none', async () => {
    const active = makeWorkspace({ 'pyvenv.cfg': 'version = 3.9.2\n', 'lib/python3.9/site-packages/x-1.dist-info/METADATA': metadata('x', '1') });
    const found = await read({}, { VIRTUAL_ENV: active });
    assert.deepEqual([found.record.python, found.packages, found.record.source, found.remarks], ['3.9.2', { x: '1' }, { kind: 'metadata' }, []]);
  });

  it('is else the Python on the PATH, which is a guess', async () => {
    const prefix = makeWorkspace({
      'bin/python3.12': '', 'include/python3.12/patchlevel.h': '#define PY_VERSION      "3.12.4"\n', 'lib/python3.12/site-packages/x-1.dist-info/METADATA': metadata('x', '1'),
      'lib/python3.8/site-packages/y-1.dist-info/METADATA': metadata('y', '1'),
    });
    symlinkSync('python3.12', join(prefix, 'bin', 'python3'));
    const found = await read({}, { PATH: join(prefix, 'bin') });
    assert.deepEqual([found.record.python, found.packages, found.remarks.map(({ code }) => code)], ['3.12.4', { x: '1' }, ['environment-assumed']]);
  });

  it('of pyenv is the version chosen for the folder', async () => {
    const pyenv = makeWorkspace({ 'shims/python3': '', version: '3.11.7\n', 'versions/3.11.7/lib/python3.11/site-packages/x-1.dist-info/METADATA': metadata('x', '1'), 'versions/3.9.1/lib/python3.9/site-packages/x-0.dist-info/METADATA': metadata('x', '0') });
    const variables = { PATH: join(pyenv, 'shims') };
    assert.deepEqual((await read({}, variables)).packages, { x: '1' });
    const local = await read({ '.python-version': '3.9.1\n' }, variables);
    assert.deepEqual([local.record.python, local.packages], ['3.9.1', { x: '0' }]);
    assert.equal((await read({ '.python-version': '../../etc\n' }, variables)).record.python, null);
  });

  it('that is not there is null and said', async () => {
    const found = await read({});
    assert.deepEqual([found.record.python, found.packages, found.remarks.map(({ code }) => code)], [null, {}, ['environment-missing']]);
  });

  it('that was recorded wins', async () => {
    const root = makeWorkspace({ '.venv/pyvenv.cfg': 'version = 3.11.7\n' });
    const found = await readEnvironment({ root, folder: root, recorded: { python: '3.8.1', os: 'Linux 5.4', arch: 'x86_64', packages: { a: '1' } } });
    assert.deepEqual([found.record, found.packages], [{ python: '3.8.1', implementation: null, os: 'Linux 5.4', arch: 'x86_64', packages: null, source: { kind: 'record' } }, { a: '1' }]);
  });

  it('that is odd costs nothing', async () => {
    const root = makeWorkspace({ '.venv/pyvenv.cfg': '\0\xff' });
    mkdirSync(join(root, 'venv/pyvenv.cfg'), { recursive: true });
    assert.equal((await readEnvironment({ root, folder: root, recorded: null, variables: {} })).record.python, null);
  });
});
