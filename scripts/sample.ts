import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
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
  await run(process.execPath, [bundle, beside], { env: plainEnvironment(), output: 'show' });
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
    stdin: { contents: `import { makeSample } from ${JSON.stringify(maker)};\n${start}`, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    define: { 'import.meta.url': '__importMetaUrl', 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    banner: { js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  return outfile;
}
