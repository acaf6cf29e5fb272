import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RecordedEnvironment } from '../../src/capture/environment.ts';
import { setAlias } from '../../src/trail/editVersion.ts';
import { openTrail } from '../../src/trail/openTrail.ts';
import { planSave } from '../../src/trail/planSave.ts';
import { saveVersion } from '../../src/trail/saveVersion.ts';

/** One stage of the model's life, as `stages.json` tells it. */
interface Stage {
  readonly folder: string;
  readonly label: string;
  readonly note: string;
  readonly commit: string;
  readonly ageHours: number;
  readonly aliases: readonly string[];
  /** Saved before its change of train.py was committed, which then came with the next commit. */
  readonly uncommitted?: boolean;
}

const runFile = promisify(execFile);
const hour = 3_600_000;
/** From the end of the training to the save. */
const savedAfter = 120_000;
const stagesFolder = join(import.meta.dirname, 'digits', 'stages');
const modelFiles = ['models/digits/model.safetensors', 'models/digits/encoder.joblib'];

/**
 * Makes the sample project in an empty folder: its files stage by stage, a commit for each, and a version of the model
 * saved through the product's own code after each. The environment recorded is the one that really trained it.
 */
export async function makeSample(target: string, onProgress: (line: string) => void): Promise<void> {
  const stages = JSON.parse(await readFile(join(stagesFolder, '..', 'stages.json'), 'utf8')) as Stage[];
  await mkdir(target, { recursive: true });
  const git = await gitIn(target);
  await git(['init', '--quiet', '--initial-branch=main']);
  const now = Date.now();
  for (const stage of stages) {
    onProgress(`  version ${stage.label}: ${stage.note}`);
    await playStage(target, stage, now - stage.ageHours * hour - savedAfter, git);
  }
}

async function playStage(target: string, stage: Stage, trainedAt: number, git: Git): Promise<void> {
  const overlay = join(stagesFolder, stage.folder);
  await cp(overlay, target, { recursive: true });
  await setTimes(target, trainedAt);
  await git(['add', '--all', '--', '.', ...(stage.uncommitted === true ? [':!train.py'] : [])], trainedAt);
  await git(['commit', '--quiet', '--message', stage.commit], trainedAt);
  await saveStage(target, stage, trainedAt);
}

async function saveStage(target: string, stage: Stage, trainedAt: number): Promise<void> {
  const trail = await openTrail(target, {
    workerScript: new URL('../../src/worker.ts', import.meta.url),
    trusted: true,
    clock: { now: () => trainedAt + savedAfter },
    author: { name: 'sample', email: null },
  });
  try {
    const environment = JSON.parse(await readFile(join(stagesFolder, `${stage.folder}.environment.json`), 'utf8')) as RecordedEnvironment;
    // A save waits for outlines only so long; workers that are still starting on a busy machine would leave them out.
    await Promise.all(modelFiles.map((file) => trail.workers.call('readOutline', { path: join(target, file) })));
    const request = { paths: modelFiles, model: 'digits', environment };
    const plan = await planSave(trail, request);
    const { version } = await saveVersion(trail, request, plan, { label: stage.label, note: stage.note });
    for (const alias of stage.aliases) await setAlias(trail, version, alias);
  } finally {
    trail.dispose();
  }
}

/** Sources before the model, the metrics after it, as a training run leaves them. */
async function setTimes(target: string, trainedAt: number): Promise<void> {
  const sources = (await readdir(target, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile() && !entry.parentPath.includes('.git'));
  for (const { parentPath, name } of sources) await setTime(join(parentPath, name), trainedAt - hour);
  for (const model of modelFiles) await setTime(join(target, model), trainedAt);
  for (const results of ['metrics.json', 'metrics.jsonl']) await setTime(join(target, results), trainedAt + 2000);
}

async function setTime(path: string, time: number): Promise<void> {
  await utimes(path, time / 1000, time / 1000);
}

type Git = (args: readonly string[], time?: number) => Promise<void>;

/** Git in that folder with the sample's own identity; does nothing where Git is not installed. */
async function gitIn(target: string): Promise<Git> {
  const isInstalled = await runFile('git', ['--version']).then(() => true, () => false);
  const identity = ['-c', 'user.name=sample', '-c', 'user.email=sample@localhost', '-c', 'commit.gpgsign=false', '-c', 'core.autocrlf=false'];
  return async (args, time) => {
    if (!isInstalled) return;
    const date = time === undefined ? {} : { GIT_AUTHOR_DATE: new Date(time).toISOString(), GIT_COMMITTER_DATE: new Date(time).toISOString() };
    await runFile('git', ['-C', target, ...identity, ...args], { env: { ...process.env, ...date } });
  };
}

const [target] = process.argv.slice(2);
if (process.argv[1] === import.meta.filename && target !== undefined) {
  await makeSample(target, (line) => {
    console.log(line);
  });
}
