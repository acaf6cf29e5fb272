import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isRunning, npmCommand, run } from './children.ts';
import { npmEnvironment } from './environment.ts';

/**
 * Makes a folder once. It is filled beside its place and renamed at the end, so that a folder that is there is whole;
 * of two that do it at once the first to finish wins.
 */
export async function provisionOnce(folder: string, fill: (staging: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) {
    return folder;
  }
  const staging = `${folder}.${process.pid}.part`;
  await removeAbandoned(folder);
  await mkdir(staging, { recursive: true });
  try {
    await fill(staging);
    await rename(staging, folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (!existsSync(folder)) {
      throw error;
    }
  }
  return folder;
}

/** Unpacks a package from the npm registry as it is: no dependencies, no install scripts. */
export async function unpackNpmPackage(spec: string, into: string): Promise<void> {
  const pack = npmCommand(['pack', spec, '--pack-destination', into, '--loglevel=error']);
  const said = await run(pack.command, pack.args, { cwd: into, env: npmEnvironment(), shell: pack.shell });
  const archive = said.trim().split('\n').findLast((line) => line.trim().endsWith('.tgz'))?.trim();
  if (!archive) {
    throw new Error(`npm did not say where it put ${spec}:\n${said}`);
  }
  await run('tar', ['-xzf', basename(archive)], { cwd: into });
  await rm(join(into, basename(archive)), { force: true });
}

/** What a process that was killed left behind would stay for ever otherwise: it can be 600 MB. */
async function removeAbandoned(folder: string): Promise<void> {
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    const match = /^(.*)\.(\d+)\.part$/.exec(name);
    if (match?.[1] === basename(folder) && !isRunning(Number(match[2]))) {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}
