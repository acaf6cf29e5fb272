import { mkdir, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Those of VS Code's own extensions with code in them that a test of the interface has to do with. */
const used: readonly string[] = ['git', 'git-base', 'ipynb', 'merge-conflict'];

/**
 * Makes `folder` a view of VS Code's own extensions without those that run code for other trades (TypeScript, web pages,
 * accounts, debuggers): each window starts their code anew, which takes as long as a test. Languages and themes stay.
 */
export async function linkLeanExtensions(all: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(all)) {
    if (name === 'node_modules' || used.includes(name) || (await isDeclarative(join(all, name)))) {
      await symlink(join(all, name), join(folder, name), 'junction');
    }
  }
}

async function isDeclarative(extension: string): Promise<boolean> {
  const text = await readFile(join(extension, 'package.json'), 'utf8').catch(() => null);
  if (text === null) return false;
  const manifest = JSON.parse(text) as { readonly main?: string; readonly browser?: string };
  return manifest.main === undefined && manifest.browser === undefined;
}
