import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { followReport, forgetReport } from '../test/harness/hostRun.ts';
import { hostVariables } from '../test/harness/hostReport.ts';
import { buildHostTests, hostExtension, hostRunner, type HostGroup } from '../test/harness/hostTests.ts';
import { makeWorkspace, writeSettings } from '../test/harness/workspace.ts';
import { run } from './children.ts';
import { plainEnvironment } from './environment.ts';
import { packageExtension, thisTarget } from './package.ts';
import { cacheDir, outDir, sandboxDir } from './paths.ts';
import { writeResults, type Counts } from './results.ts';

const profile = join(sandboxDir, 'desktop-tests');
const place = [`--extensions-dir=${join(profile, 'extensions')}`, `--user-data-dir=${join(profile, 'data')}`];

/** Runs the tests of test/host in the desktop editor: `npm run test:desktop -- --vscode 1.101.0`, or the newest. */
async function testDesktop(): Promise<Counts> {
  const { values } = parseArgs({ options: { vscode: { type: 'string', default: 'stable' } } });
  const executable = await download(values.vscode);
  const [groups, vsix] = [await buildHostTests(), await packageExtension({ target: thisTarget() })];
  await install(executable, vsix);
  const total = { passed: 0, failed: 0 };
  for (const group of groups) {
    const counts = await runGroup(group, executable);
    total.passed += counts.passed;
    total.failed += counts.failed;
  }
  return total;
}

async function download(version: string): Promise<string> {
  try {
    return await downloadAndUnzipVSCode({ version, cachePath: join(cacheDir, 'vscode-desktop') });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The desktop VS Code (${version}) could not be downloaded: ${why}. "npm run test:host" runs the same tests in VS Code's server.`);
  }
}

async function install(executable: string, vsix: string): Promise<void> {
  const [command, ...args] = resolveCliArgsFromVSCodeExecutablePath(executable, { reuseMachineInstall: true });
  if (command === undefined) {
    throw new Error('The downloaded VS Code has no command line.');
  }
  const onWindows = process.platform === 'win32';
  const all = [...args, ...place, '--install-extension', vsix, '--force'];
  const quoted = onWindows ? all.map((one) => `"${one}"`) : all;
  await run(onWindows ? `"${command}"` : command, quoted, { env: plainEnvironment(), shell: onWindows });
}

async function runGroup(group: HostGroup, executable: string): Promise<Counts> {
  const report = join(outDir, 'host', 'reports', `${group.name}.json`);
  await forgetReport(report);
  const folder = await makeWorkspace('desktop', group.name, group.workspace);
  await writeSettings(join(profile, 'data', 'User'), { 'workbench.startupEditor': 'none', ...group.settings });
  const ended = new AbortController();
  const window = runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: hostExtension,
    extensionTestsPath: hostRunner,
    extensionTestsEnv: { [hostVariables.tests]: group.tests, [hostVariables.report]: report },
    reuseMachineInstall: true,
    launchArgs: [folder, ...place, '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes'],
  });
  // How the window ended is in the report; that it ended is all that matters here.
  const closed = window.then(() => ended.abort(), () => ended.abort());
  const counts = await followReport(report, ended.signal);
  await closed;
  return counts;
}

try {
  const counts = await testDesktop();
  await writeResults('desktop', counts);
  console.log(`  ${counts.passed} passing, ${counts.failed} failing`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
