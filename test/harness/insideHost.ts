import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { hostVariables, type HostReport, type HostTest } from './hostReport.ts';

/** VS Code calls this inside its extension host: it runs the bundled tests of one group and reports after each. */
export async function run(): Promise<void> {
  const report = reportTo(variable(hostVariables.report));
  report({ tests: [], running: null, done: false });
  try {
    const folder = variable(hostVariables.tests);
    const mocha = new Mocha({ timeout: 20_000, forbidOnly: true, forbidPending: true, reporter: Mocha.reporters.Base });
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.test.cjs')).sort()) {
      mocha.addFile(join(folder, file));
    }
    await runMocha(mocha, report);
  } catch (error) {
    report({ tests: [], running: null, done: true, crash: describe(error) });
  }
}

async function runMocha(mocha: Mocha, report: (report: Omit<HostReport, 'pid'>) => void): Promise<void> {
  const tests: HostTest[] = [];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('test', (test) => report({ tests, running: test.fullTitle(), done: false }));
    runner.on('pass', (test) => {
      tests.push({ title: test.titlePath(), milliseconds: test.duration ?? 0 });
      report({ tests, running: null, done: false });
    });
    runner.on('fail', (test, error: unknown) => {
      tests.push({ title: test.titlePath(), milliseconds: test.duration ?? 0, error: describe(error) });
      report({ tests, running: null, done: false });
    });
  });
  report({ tests, running: null, done: true });
}

/** Reports go through a rename: whoever reads one reads a whole one. */
function reportTo(file: string): (report: Omit<HostReport, 'pid'>) => void {
  return (report) => {
    writeFileSync(`${file}.part`, JSON.stringify({ ...report, pid: process.pid } satisfies HostReport));
    renameSync(`${file}.part`, file);
  };
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set: start these tests through "npm run test:host".`);
  }
  return value;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
