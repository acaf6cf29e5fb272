import { existsSync, globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { resultsVariable } from '../test/harness/countingReporter.ts';
import { runToEnd } from './children.ts';
import { hasOldestNode, oldestNode, provisionOldestNode } from './oldest-node.ts';
import { root } from './paths.ts';
import { forgetResults, readResults, resultsFile, type Counts } from './results.ts';

/** A suite that hangs must not keep a build machine for ever. */
const longest = 30 * 60_000;

interface Suite {
  readonly name: string;
  readonly title: string;
  run(): Promise<Counts>;
}

/** `npm test`, or `npm test -- NAME…` for some suites: runs them all, whatever fails, and ends with the one true count. */
async function testAll(): Promise<Counts> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const suites = allSuites();
  const unknown = positionals.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    throw new Error(`There is no suite ${unknown.join(', ')}. Suites: ${suites.map((suite) => suite.name).join(', ')}.`);
  }
  const total = { passed: 0, failed: 0 };
  const summary: string[] = [];
  for (const suite of suites.filter((one) => positionals.length === 0 || positionals.includes(one.name))) {
    console.log(`\n── ${suite.title} ──`);
    const start = Date.now();
    const counts = await suite.run().catch(crashed);
    const line = `${suite.title}: ${counts.passed} passed, ${counts.failed} failed (${((Date.now() - start) / 1000).toFixed(1)} s)`;
    console.log(line);
    summary.push(line);
    total.passed += counts.passed;
    total.failed += counts.failed;
  }
  console.log(`\n── Summary ──\n${summary.join('\n')}`);
  return total;
}

function allSuites(): Suite[] {
  const suites: Suite[] = [
    check('typecheck', 'Types', [['tsc', '-p', '.'], ['tsc', '-p', 'src/webview'], ['tsc', '-p', 'test/ui'], ['tsc', '-p', 'test/webview'], ['tsc', '-p', 'test/bench']]),
    check('lint', 'Lint', [['eslint', '.']]),
    { name: 'package', title: 'Packages', run: () => command([join('scripts', 'run.mjs'), 'package']) },
    ...mocha('unit', 'Unit tests', 'test/unit', { parallel: true }),
    ...terminalTests(),
    ...mocha('webview', "Tests of the panels' pages", 'test/webview'),
    ...mocha('crash', 'Crash tests', 'test/crash'),
  ];
  suites.push({ name: 'host', title: "Tests inside VS Code's extension host", run: () => counted('host', [join('scripts', 'run.mjs'), 'test-host']) });
  suites.push(...mocha('ui', 'Tests of the interface', 'test/ui'));
  return suites;
}

/** What is shipped runs on the oldest Node where that can be had: the unit tests have run the same code on this one. */
function terminalTests(): Suite[] {
  return hasOldestNode
    ? mocha('cli', `Terminal tests on Node ${oldestNode}`, 'test/cli', { parallel: true, nodeOf: () => provisionOldestNode(console.log) })
    : mocha('cli', 'Terminal tests', 'test/cli', { parallel: true });
}

interface MochaOptions {
  /** Runs several files at a time: for tests that share nothing and measure no time. */
  readonly parallel?: boolean;
  /** The Node that runs them; this one unless told. */
  readonly nodeOf?: () => Promise<string>;
}

/** A tool that says yes or no counts as one. */
function check(name: string, title: string, commands: readonly (readonly [string, ...string[]])[]): Suite {
  const binaries: Record<string, string> = { tsc: 'typescript/bin/tsc', eslint: 'eslint/bin/eslint.js' };
  return {
    name,
    title,
    async run() {
      let failed = 0;
      for (const [tool, ...args] of commands) {
        failed += (await command([join('node_modules', binaries[tool] ?? tool), ...args])).failed;
      }
      return failed > 0 ? { passed: 0, failed: 1 } : { passed: 1, failed: 0 };
    },
  };
}

/** The mocha tests of a folder, once there are any; `.mocharc.json` in the folder configures them. */
function mocha(name: string, title: string, folder: string, options: MochaOptions = {}): Suite[] {
  if (globSync(`${folder}/**/*.test.ts`, { cwd: root }).length === 0) {
    return [];
  }
  const config = join(folder, '.mocharc.json');
  const args = ['--experimental-strip-types', '--no-warnings', join('node_modules', 'mocha', 'bin', 'mocha.js')];
  args.push(...(existsSync(join(root, config)) ? ['--config', config] : ['--timeout', '60000', `${folder}/**/*.test.ts`]));
  args.push('--reporter', './test/harness/countingReporter.ts', '--forbid-only', '--forbid-pending');
  args.push(...(options.parallel === true ? ['--parallel', '--jobs', String(availableParallelism())] : []));
  return [{ name, title, run: async () => counted(name, args, await options.nodeOf?.()) }];
}

/** Runs a suite that leaves its counts in a file. One that leaves none died, and one that counts nothing tests nothing. */
async function counted(name: string, args: readonly string[], node = process.execPath): Promise<Counts> {
  await forgetResults(name);
  const { exitCode } = await runToEnd(node, args, {
    output: 'show',
    timeout: longest,
    env: { ...process.env, [resultsVariable]: resultsFile(name) },
  });
  const counts = await readResults(name);
  if (!counts) {
    console.log(`The suite ended (${exitCode}) without results.`);
    return { passed: 0, failed: 1 };
  }
  if (counts.passed + counts.failed === 0) {
    console.log('The suite has no tests.');
    return { passed: 0, failed: 1 };
  }
  if (exitCode !== 0 && counts.failed === 0) {
    console.log(`All tests passed, and yet the suite ended with ${exitCode}.`);
    return { passed: counts.passed, failed: 1 };
  }
  return counts;
}

async function command(args: readonly string[]): Promise<Counts> {
  const { exitCode } = await runToEnd(process.execPath, args, { output: 'show', timeout: longest });
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function crashed(error: unknown): Counts {
  console.error(error instanceof Error ? error.message : error);
  return { passed: 0, failed: 1 };
}

try {
  const total = await testAll();
  process.exitCode = total.failed > 0 ? 1 : 0;
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
