import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './children.ts';
import { plainEnvironment } from './environment.ts';
import { root } from './paths.ts';
import type { Progress } from './vscode-server.ts';

/**
 * Makes the sample workspace: a small project with a history of its model, for people to try the extension on and for
 * tests to start from. A half-made one is never left in its place.
 */
export async function makeSampleAt(folder: string, progress: Progress): Promise<void> {
  const maker = join(root, 'test', 'workspaces', 'make-sample.ts');
  const beside = `${folder}.part`;
  await rm(beside, { recursive: true, force: true });
  progress('Making the sample workspace …');
  await run(process.execPath, ['--no-warnings', maker, beside], { env: plainEnvironment(), output: 'show' });
  await rm(folder, { recursive: true, force: true });
  await rename(beside, folder);
}
