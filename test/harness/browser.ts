import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { run } from '../../scripts/children.ts';
import type { Progress } from '../../scripts/vscode-server.ts';

/** A browser for tests: the one that `MODELTRAIL_BROWSER` names, or an installed Chromium, Chrome or Edge. */
export async function openBrowser(progress: Progress): Promise<Browser> {
  return chromium.launch({
    executablePath: await findBrowser(progress),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', ...quiet],
    // Signals are handled in one place, which ends the browser with everything else.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];

async function findBrowser(progress: Progress): Promise<string> {
  const named = process.env['MODELTRAIL_BROWSER'];
  if (named !== undefined) {
    if (!existsSync(named)) {
      throw new Error(`MODELTRAIL_BROWSER names ${named}, which is not there.`);
    }
    return named;
  }
  const found = places().find((path) => existsSync(path));
  if (found) {
    return found;
  }
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    progress('Installing Chromium …');
    await run('apt-get', ['update', '-qq']);
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    return '/usr/bin/chromium';
  }
  throw new Error('These tests need a browser: install Chromium, Chrome or Edge, or name one in MODELTRAIL_BROWSER.');
}

function places(): string[] {
  if (process.platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    const folders = ['/Applications', join(process.env['HOME'] ?? '', 'Applications')];
    return folders.flatMap((folder) => apps.map((app) => join(folder, `${app}.app`, 'Contents', 'MacOS', app)));
  }
  if (process.platform === 'win32') {
    const apps = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];
    const folders = [process.env['ProgramFiles'], process.env['ProgramFiles(x86)'], process.env['LOCALAPPDATA']];
    return folders.flatMap((folder) => (folder ? apps.map((app) => join(folder, app)) : []));
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'microsoft-edge-stable'];
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/snap/bin'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}
