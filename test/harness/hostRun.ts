import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isRunning } from '../../scripts/children.ts';
import type { Counts } from '../../scripts/results.ts';
import type { HostReport, HostTest } from './hostReport.ts';

/** A window that loads takes seconds; a test has its own, shorter limit. Nothing for this long is a hang. */
const longestSilence = 90_000;

/**
 * Follows the report of the tests inside an extension host and prints it as mocha would, until it is done, nothing comes
 * any more, or the host is gone: its process, or what `ended` stands for.
 */
export async function followReport(file: string, ended: AbortSignal): Promise<Counts> {
  const failures: HostTest[] = [];
  let known: number | undefined;
  let printed = 0;
  let lastNews = Date.now();
  let heading: readonly string[] = [];
  for (;;) {
    const gone = ended.aborted || (known !== undefined && !isRunning(known));
    const report = await readReport(file);
    known = report?.pid;
    for (const test of report?.tests.slice(printed) ?? []) {
      heading = printTest(test, heading, failures);
      printed++;
      lastNews = Date.now();
    }
    const trouble = report?.crash ?? (report?.done ? undefined : troubleOf(report, gone, lastNews));
    if (report?.done || trouble) {
      printFailures(failures);
      console.log(trouble ? `\n  ${trouble}` : '');
      return { passed: printed - failures.length, failed: failures.length + (trouble ? 1 : 0) };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function forgetReport(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await rm(file, { force: true });
}

function troubleOf(report: HostReport | undefined, gone: boolean, lastNews: number): string | undefined {
  const where = report?.running ? `in "${report.running}"` : report ? 'between tests' : 'before the first test';
  if (gone) {
    return `The extension host ended ${where}.`;
  }
  return Date.now() - lastNews > longestSilence ? `The extension host said nothing for ${longestSilence / 1000} s ${where}.` : undefined;
}

async function readReport(file: string): Promise<HostReport | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as HostReport);
}

function printTest(test: HostTest, heading: readonly string[], failures: HostTest[]): readonly string[] {
  const suites = test.title.slice(0, -1);
  let same = 0;
  while (same < suites.length && suites[same] === heading[same]) {
    same++;
  }
  suites.slice(same).forEach((suite, depth) => console.log(`${'  '.repeat(same + depth + 1)}${suite}`));
  if (test.error !== undefined) {
    failures.push(test);
  }
  const mark = test.error === undefined ? '✔' : `${failures.length})`;
  const time = test.milliseconds > 75 ? ` (${test.milliseconds}ms)` : '';
  console.log(`${'  '.repeat(suites.length + 1)}${mark} ${test.title.at(-1) ?? ''}${time}`);
  return suites;
}

function printFailures(failures: readonly HostTest[]): void {
  failures.forEach((test, index) => {
    console.log(`\n  ${index + 1}) ${test.title.join(' › ')}\n${(test.error ?? '').replaceAll(/^/gm, '     ')}`);
  });
}
