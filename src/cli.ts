import { join } from 'node:path';
import { nodeProblem } from './base/nodeVersion.ts';

declare const modeltrailVersion: string;

// The native library ends the process without a word on a Node that is too old: look before anything loads it.
const problem = nodeProblem(process.versions);
if (problem === null) {
  void import('./cli/program.ts').then(({ runProgram }) => runProgram(process.argv.slice(2), modeltrailVersion, { workerScript: join(import.meta.dirname, 'worker.cjs') }));
} else {
  process.stderr.write(process.argv.includes('--json') ? `${JSON.stringify({ error: problem })}\n` : `${problem.message} ${problem.hint ?? ''}\n`);
  process.exitCode = 2;
}
