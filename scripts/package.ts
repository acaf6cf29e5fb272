import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { platformOfBinary } from './binary.ts';
import { run } from './children.ts';
import { outDir, root } from './paths.ts';
import { readZip } from './zip.ts';

/** The Marketplace takes more, but nobody should have to download more. */
const universalLimit = 10_000_000;

/** Binaries are called as SQLite's package calls them, packages as the Marketplace does. */
const binaryOfTarget: Record<string, string> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'alpine-x64': 'linuxmusl-x64',
  'alpine-arm64': 'linuxmusl-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'win32-x64',
  'win32-arm64': 'win32-arm64',
};

/** Builds for production and makes the VSIX: of every platform, or of one. Answers its path. */
export async function packageExtension(options: { target?: string | undefined } = {}): Promise<string> {
  const { target } = options;
  const binaries = target ? [binaryOf(target)] : Object.values(binaryOfTarget);
  await run(process.execPath, ['esbuild.mjs', '--production', ...(target ? ['--target', binaryOf(target)] : [])]);
  const vsix = await vsixPath(target);
  await rm(vsix, { force: true });
  await runVsce(['package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', vsix, ...(target ? ['--target', target] : [])]);
  await checkContents(vsix, binaries);
  if (!target) {
    await checkSize(vsix);
  }
  return vsix;
}

/** The target of this machine: what is tried here needs no other's binaries. */
export function thisTarget(): string {
  const { glibcVersionRuntime } = (process.report.getReport() as { header: { glibcVersionRuntime?: string } }).header;
  const system = process.platform === 'linux' && glibcVersionRuntime === undefined ? 'alpine' : process.platform;
  return `${system}-${process.arch}`;
}

/** vsce warns about what a user would notice (no licence, a star activation, files that should not ship) and goes on. */
async function runVsce(args: readonly string[]): Promise<void> {
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const said = await run(process.execPath, [vsce, ...args]);
  const warnings = said.split('\n').filter((line) => /\bWARNING\b/.test(line));
  if (warnings.length > 0) {
    throw new Error(`vsce is not content with the package:\n${said.trim()}`);
  }
}

async function checkContents(vsix: string, binaries: readonly string[]): Promise<void> {
  const entries = readZip(await readFile(vsix));
  const native = entries.filter((entry) => entry.name.endsWith('.node'));
  const expected = binaries.map((name) => `extension/dist/native/${name}.node`).sort();
  const found = native.map((entry) => entry.name).sort();
  if (found.join() !== expected.join()) {
    throw new Error(`${basename(vsix)} should carry the binaries\n  ${expected.join('\n  ')}\nbut carries\n  ${found.join('\n  ')}`);
  }
  for (const entry of native) {
    const is = platformOfBinary(entry.read());
    if (is !== basename(entry.name, '.node')) {
      throw new Error(`${entry.name} in ${basename(vsix)} is a binary for ${is}.`);
    }
  }
  for (const name of ['extension/dist/extension.cjs', 'extension/dist/cli.cjs', 'extension/dist/worker.cjs', 'extension/dist/webview/compare.js', 'extension/dist/webview/compare.css', 'extension/dist/webview/exported.css']) {
    if (!entries.some((entry) => entry.name === name)) {
      throw new Error(`${basename(vsix)} lacks ${name}.`);
    }
  }
}

async function checkSize(vsix: string): Promise<void> {
  const { size } = await stat(vsix);
  if (size >= universalLimit) {
    const megabytes = (size / 1e6).toFixed(1);
    throw new Error(`${basename(vsix)} has ${megabytes} MB, and 10 MB is the limit for one package for all: package with --target.`);
  }
}

function binaryOf(target: string): string {
  const binary = binaryOfTarget[target];
  if (!binary) {
    throw new Error(`"${target}" is not a target. Targets: ${Object.keys(binaryOfTarget).join(', ')}.`);
  }
  return binary;
}

async function vsixPath(target: string | undefined): Promise<string> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { name: string; version: string };
  await mkdir(outDir, { recursive: true });
  return join(outDir, `${manifest.name}-${target ? `${target}-` : ''}${manifest.version}.vsix`);
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { target: { type: 'string' } } });
  try {
    const vsix = await packageExtension({ target: values.target });
    console.log(`${vsix} (${((await stat(vsix)).size / 1e6).toFixed(1)} MB)`);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
