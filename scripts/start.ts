import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packageExtension, thisTarget } from './package.ts';
import { sandboxDir } from './paths.ts';
import { makeSampleAt } from './sample.ts';
import { installExtension, provisionServer, startServer, type Progress, type Settings } from './vscode-server.ts';

/** What a person meets first should be the extension, not VS Code's own welcome. */
export const firstSightSettings: Settings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'remote.autoForwardPorts': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
};

export interface Wish {
  readonly folder: string;
  readonly fresh: boolean;
}

/** `npm start -- [DIR] [--fresh]`: the folder to open, or the sample. */
export function readWish(): Wish {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { fresh: { type: 'boolean', default: false } } });
  const [folder] = positionals;
  if (folder !== undefined && !existsSync(folder)) {
    throw new Error(`There is no folder ${resolve(folder)}.`);
  }
  return { folder: resolve(folder ?? join(sandboxDir, 'digits')), fresh: values.fresh };
}

/** The packaged extension, and the folder to open it on. */
export async function prepare(wish: Wish, progress: Progress): Promise<string> {
  progress('Building and packaging the extension …');
  const vsix = await packageExtension({ target: thisTarget() });
  const sample = join(sandboxDir, 'digits');
  if (wish.folder === sample && (wish.fresh || !existsSync(sample))) {
    await makeSampleAt(sample, progress);
  }
  return vsix;
}

async function start(): Promise<void> {
  const wish = readWish();
  const vsix = await prepare(wish, console.log);
  await provisionServer(console.log);
  console.log('Installing the extension and starting VS Code …');
  const extensionsDir = join(sandboxDir, 'start', 'extensions');
  await installExtension(vsix, extensionsDir);
  const server = await startServer({
    extensionsDir,
    serverDataDir: join(sandboxDir, 'start', 'server'),
    folder: wish.folder,
    connectionToken: randomBytes(16).toString('hex'),
    settings: firstSightSettings,
  });
  console.log(server.url);
}

if (process.argv[1] === import.meta.filename) {
  await start().catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
  });
}
