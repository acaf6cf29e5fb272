import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './children.ts';
import { plainEnvironment } from './environment.ts';
import { sandboxDir } from './paths.ts';
import { firstSightSettings, prepare, readWish } from './start.ts';

const onWindows = process.platform === 'win32';

async function startDesktop(): Promise<void> {
  const wish = readWish();
  if (spawnSync('code', ['--version'], { env: plainEnvironment(), shell: onWindows }).status !== 0) {
    throw new Error('VS Code\'s command "code" is not on the PATH: install VS Code and its shell command, or use "npm start", which needs a browser alone.');
  }
  const vsix = await prepare(wish, console.log);
  const profile = join(sandboxDir, 'desktop');
  const place = ['--extensions-dir', join(profile, 'extensions'), '--user-data-dir', join(profile, 'data')];
  await mkdir(join(profile, 'data', 'User'), { recursive: true });
  await writeFile(join(profile, 'data', 'User', 'settings.json'), JSON.stringify(firstSightSettings, null, 2));
  await code([...place, '--install-extension', vsix, '--force']);
  console.log(`VS Code opens ${wish.folder}; close its window to end.`);
  await code([...place, '--new-window', '--wait', '--disable-workspace-trust', wish.folder]);
}

async function code(args: readonly string[]): Promise<void> {
  const quoted = onWindows ? args.map((one) => `"${one}"`) : args;
  await run('code', quoted, { env: plainEnvironment(), shell: onWindows, output: 'show' });
}

await startDesktop().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
