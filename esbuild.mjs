// Builds what the extension ships: three CommonJS bundles, the extension's in parts that are loaded when they are needed, the panels'
// scripts and styles, and SQLite's binaries.
//
//   node esbuild.mjs [--production] [--watch] [--metafile] [--target PLATFORM-ARCH]
//
// Without --target the binaries of every platform are copied; with it, that platform's alone.
import { build, context, transform } from 'esbuild';
import { chmod, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(fileURLToPath(import.meta.url));
const nativeFrom = join(root, 'node_modules/better-sqlite3/prebuilds');
const nativeTo = join(root, 'dist/native');

const { values: flags } = parseArgs({
  options: {
    production: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    metafile: { type: 'boolean', default: false },
    target: { type: 'string' },
  },
});

const entries = [
  { in: 'src/extension.ts', out: 'extension', parts: true },
  { in: 'src/cli.ts', out: 'cli', executable: true },
  { in: 'src/worker.ts', out: 'worker' },
];

/** What runs in a panel's page, and in one that was saved as a file. */
const panels = {
  compare: 'src/webview/compare/main.ts',
  'compare.css': 'src/webview/compare/compare.css',
  'exported.css': 'src/webview/compare/exported.css',
};

/** The bundles are CommonJS, the sources are ES modules: what a module may ask about itself has to be translated. */
const importMeta = {
  'import.meta.url': '__importMetaUrl',
  'import.meta.dirname': '__dirname',
  'import.meta.filename': '__filename',
};
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const importMetaUrl = "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;";

function optionsOf(entry) {
  return {
    absWorkingDir: root,
    entryPoints: [{ in: entry.in, out: entry.out }],
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    define: { ...importMeta, modeltrailVersion: JSON.stringify(version) },
    banner: { js: `${entry.executable ? '#!/usr/bin/env node\n' : ''}${importMetaUrl}` },
    minify: flags.production,
    sourcemap: flags.production ? false : 'linked',
    legalComments: 'none',
    metafile: true,
    logLevel: 'info',
    ...(entry.parts ? inParts : {}),
  };
}

/** Every file's `import * as vscode` would copy all of the API, a millisecond each on a slow machine. What only inherits from it has nothing to copy. */
const inheritedApi = {
  name: 'inherited API',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^vscode$/ }, ({ namespace }) => (namespace === 'api' ? { path: 'vscode', external: true } : { path: 'vscode', namespace: 'api' }));
    onLoad({ filter: /./, namespace: 'api' }, () => ({ contents: "module.exports = Object.create(require('vscode'));" }));
  },
};

/** What `import()` names becomes a file of its own, which a window that doesn't need it never reads. esbuild divides ES modules alone. */
const inParts = {
  format: 'esm',
  splitting: true,
  chunkNames: 'part_[hash]',
  sourcemap: flags.production ? false : 'inline',
  write: false,
  plugins: [inheritedApi, { name: 'parts in CommonJS', setup: ({ onEnd }) => onEnd((result) => (result.errors.length === 0 ? writeParts(result) : undefined)) }],
};

/** An extension host answers `require` alone. */
const commonJs = {
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  supported: { 'dynamic-import': false },
  minify: flags.production,
  sourcemap: flags.production ? false : 'inline',
  legalComments: 'none',
};

/** What the start needs is put together again: a file more takes longer than what is in it. The other parts ask the first file for it. */
async function writeParts({ outputFiles, metafile }) {
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const first = neededAtOnce(metafile);
  guardTheStart(metafile, first);
  const late = [...texts.keys()].filter((name) => !first.has(name));
  const inFirst = (code) => code.replaceAll(/require\("\.\/(part_\w+)\.cjs"\)/gu, (whole, part) => (first.has(`${part}.cjs`) ? `require("./extension.cjs").${part}` : whole));
  const written = await Promise.all(late.map(async (name) => [name, inFirst((await transform(texts.get(name), commonJs)).code)]));
  const left = (await readdir(join(root, 'dist'))).filter((name) => name.startsWith('part_') && !late.includes(name));
  await Promise.all(left.map((name) => rm(join(root, 'dist', name))));
  await Promise.all([['extension.cjs', await joined([...first], texts)], ...written].map(([name, code]) => writeFile(join(root, 'dist', name), code)));
}

/** The entry, and the parts that it imports without `import()`. */
function neededAtOnce({ outputs }) {
  const names = new Set(['extension.cjs']);
  for (const name of names) for (const { path, kind } of outputs[`dist/${name}`].imports) if (kind === 'import-statement' && path.startsWith('dist/')) names.add(basename(path));
  return names;
}

/** What is read at every window's start is ours: a library in it was imported by mistake, where its types or `import()` would have done. */
function guardTheStart({ outputs }, first) {
  const inputs = [...first].flatMap((name) => Object.entries(outputs[`dist/${name}`].inputs));
  const library = inputs.find(([path, { bytesInOutput }]) => path.startsWith('node_modules/') && bytesInOutput > 0)?.[0];
  if (library !== undefined) {
    throw new Error(`dist/extension.cjs must need no library at its start, but ${library} is in it: put import() between.`);
  }
}

async function joined([entry, ...parts], texts) {
  const contents = [`export * from './${entry}';`, ...parts.map((name) => `export * as ${basename(name, '.cjs')} from './${name}';`)].join('\n');
  const inMemory = (build) => {
    build.onResolve({ filter: /^\.\// }, ({ path, kind }) => (kind === 'dynamic-import' ? { path, external: true } : { path: basename(path), namespace: 'part' }));
    build.onLoad({ filter: /./, namespace: 'part' }, ({ path }) => ({ contents: texts.get(path) }));
  };
  const result = await build({ ...commonJs, stdin: { contents }, bundle: true, external: ['vscode'], write: false, logLevel: 'error', plugins: [{ name: 'parts in memory', setup: inMemory }] });
  return result.outputFiles[0].text;
}

function panelOptions() {
  return {
    absWorkingDir: root,
    entryPoints: Object.entries(panels).map(([out, entry]) => ({ in: entry, out: out.replace(/\.css$/u, '') })),
    outdir: 'dist/webview',
    loader: { '.svg': 'text' },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'chrome134',
    minify: flags.production,
    sourcemap: flags.production ? false : 'inline',
    legalComments: 'none',
    metafile: true,
    logLevel: 'info',
  };
}

/**
 * Left-overs of another target must not reach a package. A binary that is already there stays untouched: writing over one
 * that a running editor has mapped into its memory would crash that editor.
 */
async function copyNative() {
  const all = await readdir(nativeFrom);
  const wanted = all.filter((name) => !flags.target || name === `${flags.target}.node`);
  if (wanted.length === 0) {
    const known = all.map((name) => basename(name, '.node')).join(', ');
    throw new Error(`There is no SQLite binary for the target "${flags.target}". Known targets: ${known}.`);
  }
  await mkdir(nativeTo, { recursive: true });
  for (const name of await readdir(nativeTo)) {
    if (!wanted.includes(name)) {
      await rm(join(nativeTo, name), { recursive: true, force: true });
    }
  }
  await Promise.all(wanted.map((name) => copyIfDifferent(join(nativeFrom, name), join(nativeTo, name))));
}

async function copyIfDifferent(from, to) {
  const bytes = await readFile(from);
  const present = await readFile(to).catch(() => undefined);
  if (!present?.equals(bytes)) {
    const beside = `${to}.${process.pid}.tmp`;
    await writeFile(beside, bytes);
    await rename(beside, to);
  }
}

/** `vscode` exists in the extension host alone: the terminal command and the workers would fail to start with it. */
function guardAgainstVscode(metafiles) {
  for (const [entry, metafile] of metafiles) {
    const found = Object.entries(metafile.inputs).find(([, input]) => input.imports.some((one) => one.path === 'vscode'));
    if (entry.out !== 'extension' && found) {
      throw new Error(`dist/${entry.out}.cjs must not need vscode, but ${found[0]} imports it.`);
    }
  }
}

async function writeMetafile(metafiles) {
  const all = { inputs: {}, outputs: {} };
  for (const [, metafile] of metafiles) {
    Object.assign(all.inputs, metafile.inputs);
    Object.assign(all.outputs, metafile.outputs);
  }
  await mkdir(join(root, 'out'), { recursive: true });
  await writeFile(join(root, 'out/meta.json'), JSON.stringify(all, null, 2));
}

async function buildOnce() {
  const results = await Promise.all(entries.map(async (entry) => [entry, (await build(optionsOf(entry))).metafile]));
  guardAgainstVscode(results);
  await build(panelOptions());
  if (flags.metafile) {
    await writeMetafile(results);
  }
  for (const entry of entries.filter((one) => one.executable)) {
    await chmod(join(root, `dist/${entry.out}.cjs`), 0o755);
  }
}

async function watch() {
  for (const entry of entries) {
    await (await context(optionsOf(entry))).watch();
  }
  await (await context(panelOptions())).watch();
}

/** Maps and panels of an earlier build would lie about this one, and have no place in a package. */
async function removeLeftOvers() {
  await rm(join(root, 'dist/webview'), { recursive: true, force: true });
  await Promise.all(entries.map((entry) => rm(join(root, `dist/${entry.out}.cjs.map`), { force: true })));
}

async function main() {
  await copyNative();
  if (flags.production) {
    await removeLeftOvers();
  }
  await (flags.watch ? watch() : buildOnce());
}

await main().catch((error) => {
  if (!error.errors) {
    console.error(error.message);
  }
  process.exitCode = 1;
});
