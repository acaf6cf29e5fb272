import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../test/harness/browser.ts';
import { followReport, forgetReport } from '../test/harness/hostRun.ts';
import { hostVariables } from '../test/harness/hostReport.ts';
import { buildHostTests, hostExtension, hostRunner, type HostGroup } from '../test/harness/hostTests.ts';
import { makeWorkspace } from '../test/harness/workspace.ts';
import { packageExtension, thisTarget } from './package.ts';
import { outDir, sandboxDir } from './paths.ts';
import { writeResults, type Counts } from './results.ts';
import { installExtension, provisionServer, startServer } from './vscode-server.ts';

/**
 * Runs test/host inside a real VS Code's extension host, with the packaged extension installed: a server of VS Code's own,
 * opened by a headless browser that is asked to run tests.
 */
async function testHost(): Promise<Counts> {
  await provisionServer(console.log);
  const [groups, vsix] = [await buildHostTests(), await packageExtension({ target: thisTarget() })];
  const extensionsDir = join(sandboxDir, 'host', 'extensions');
  await installExtension(vsix, extensionsDir);
  const total = { passed: 0, failed: 0 };
  const browser = await openBrowser(console.log);
  try {
    for (const group of groups) {
      const counts = await runGroup(group, extensionsDir, await browser.newPage());
      total.passed += counts.passed;
      total.failed += counts.failed;
    }
  } finally {
    await browser.close();
  }
  return total;
}

async function runGroup(group: HostGroup, extensionsDir: string, page: Page): Promise<Counts> {
  const report = join(outDir, 'host', 'reports', `${group.name}.json`);
  await forgetReport(report);
  const folder = await makeWorkspace('host', group.name, group.workspace);
  const server = await startServer({
    extensionsDir,
    serverDataDir: join(sandboxDir, 'host', 'server'),
    connectionToken: null,
    smokeTestDriver: true,
    settings: { 'telemetry.telemetryLevel': 'off', 'workbench.startupEditor': 'none', ...group.settings },
    env: { [hostVariables.tests]: group.tests, [hostVariables.report]: report },
  });
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  const crashed = new AbortController();
  page.on('crash', () => crashed.abort());
  try {
    await page.goto(`${server.urlOf(folder)}&payload=${encodeURIComponent(payloadOf(server.port))}`);
    return await followReport(report, crashed.signal);
  } finally {
    await writeFile(report.replace(/json$/, 'window.log'), said.join('\n'));
    await page.close();
    await server.dispose();
  }
}

/** Honoured by the workbench together with --enable-smoke-test-driver alone. */
function payloadOf(port: number): string {
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${port}${path}`;
  return JSON.stringify([
    ['extensionDevelopmentPath', remote(hostExtension)],
    ['extensionTestsPath', remote(hostRunner)],
  ]);
}

try {
  const counts = await testHost();
  await writeResults('host', counts);
  console.log(`  ${counts.passed} passing, ${counts.failed} failing${counts.failed > 0 ? ' (what the windows logged is in out/host/reports)' : ''}`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
