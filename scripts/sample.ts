import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { nodeBundle } from './bundle.ts';
import { run } from './children.ts';
import { plainEnvironment } from './environment.ts';
import { outDir, root } from './paths.ts';
import type { Progress } from './vscode-server.ts';

/**
 * Makes the sample workspace: a small project with a history of its model, for people to try the extension on and for
 * tests to start from. A half-made one is never left in its place.
 */
export async function makeSampleAt(folder: string, progress: Progress): Promise<void> {
  const bundle = await bundleMaker();
  const beside = `${folder}.part`;
  await rm(beside, { recursive: true, force: true });
  progress('Making the sample workspace …');
  await run(process.execPath, [bundle, beside], { env: plainEnvironment(), onLine: progress });
  await rm(folder, { recursive: true, force: true });
  await rename(beside, folder);
}

/** The maker uses the product's own code, so it is bundled as the product is. */
async function bundleMaker(): Promise<string> {
  const maker = join(root, 'test', 'workspaces', 'make-sample.ts');
  if (!existsSync(maker)) {
    throw new Error('The sample workspace cannot be made: test/workspaces/make-sample.ts is not there.');
  }
  const outfile = join(outDir, 'make-sample.cjs');
  const start = `makeSample(process.argv[2], (line) => console.log(line)).catch((error) => { console.error(error); process.exitCode = 1; });`;
  await build({
    ...nodeBundle,
    stdin: { contents: `import { makeSample } from ${JSON.stringify(maker)};\n${start}`, resolveDir: root, loader: 'ts' },
    outfile,
    sourcemap: 'linked',
  });
  return outfile;
}
