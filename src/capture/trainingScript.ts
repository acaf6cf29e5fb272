import { throwIfCancelled } from '../base/errors.ts';
import { isUnreadable, readSource, sourceText } from './sourceFile.ts';
import { ModuleLoader, relativeFolder, type LoadedScript } from './localImports.ts';
import { folderOf, matchesPattern, specificity } from './pathPattern.ts';
import { fileUses } from './python/fileUses.ts';
import type { PythonModule } from './python/module.ts';
import type { PathUse } from './python/pathUse.ts';
import { maxSourceBytes } from './python/syntax.ts';
import { pathsOfUse } from './usePaths.ts';
import { walkFolder } from './walkFolder.ts';

/** How sure it is that a script wrote a file, the surest last. */
export const certainties = ['folder', 'anywhere', 'pattern', 'exact'] as const;
export type Certainty = (typeof certainties)[number];

export interface ScriptCandidate {
  /** Relative to the trail's root. */
  readonly path: string;
  /** Of the call that writes it; null in a notebook. */
  readonly line: number | null;
  /** As the script names it: `models/epoch-*.pt`. */
  readonly named: string;
  /** `exact`: by its path; `pattern`: by a part of it; `anywhere`: to a path that is given when it runs; `folder`: it writes other models there. */
  readonly certainty: Certainty;
}

export interface TrainingScript {
  /** The one script that writes the models; null where there is none, or where a person has to tell. */
  readonly script: ScriptCandidate | null;
  /** The best first. */
  readonly candidates: readonly ScriptCandidate[];
}

/** A script and the model files that it writes. */
export interface ModelWriter {
  readonly path: string;
  readonly loaded: LoadedScript;
  readonly writes: readonly PathUse[];
}

export interface ScriptSearch {
  /** Absolute. */
  readonly root: string;
  /** Absolute, `root` or below it. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  readonly loader?: ModuleLoader;
}

const maxScripts = 2000;
const maxEntries = 50_000;
const maxParsed = 300;
/** In a folder of very many scripts, those that name the model have been read by then. */
const maxMs = 6000;
const writerWords = /\bsave|_save|\bdump\(|\bexport\(|to_onnx|to_disk|write_bytes|Checkpoint|TrainingArguments|["']wb["']/u;

/** Finds which script wrote the models, by reading the scripts of the opened folder. */
export async function findTrainingScript(search: ScriptSearch, models: readonly string[]): Promise<TrainingScript> {
  const writers = await findModelWriters(search, models);
  return chooseScript(writers, models, relativeFolder(search.root, search.folder));
}

/** All scripts of the opened folder that write models, with the paths as they name them. */
export async function findModelWriters(search: ScriptSearch, models: readonly string[] = []): Promise<ModelWriter[]> {
  const loader = search.loader ?? new ModuleLoader(search.root, search.folder, search.signal);
  const writers: ModelWriter[] = [];
  const paths = await likelyScripts(search, models);
  const deadline = performance.now() + maxMs;
  for (const path of paths) {
    throwIfCancelled(search.signal);
    if (performance.now() > deadline) break;
    const loaded = await loader.load(path);
    if (loaded === null || 'code' in loaded) continue;
    const { writes } = fileUses({ script: loaded.script, modules: loaded, root: search.root, uncalled: true, worthReading: mayWrite });
    const ofModels = writes.filter((use) => use.kind === 'model');
    if (ofModels.length > 0) writers.push({ path, loaded, writes: ofModels });
    // Parsing holds the thread; others get their turn between two scripts.
    await new Promise(setImmediate);
  }
  return writers;
}

const writing = new WeakMap<PythonModule, boolean>();

function mayWrite(module: PythonModule): boolean {
  const known = writing.get(module) ?? writerWords.test(module.text);
  writing.set(module, known);
  return known;
}

/** Scripts that say something of saving, or of a module that does; those that name a model come first. */
async function likelyScripts({ root, folder, signal }: ScriptSearch, models: readonly string[]): Promise<string[]> {
  const isScript = (path: string): boolean => /\.(?:py|ipynb)$/u.test(path);
  const { files } = await walkFolder({ root, start: relativeFolder(root, folder), maxEntries, wanted: isScript, ...(signal === undefined ? {} : { signal }) });
  const names = models.map((model) => model.slice(model.lastIndexOf('/') + 1)).filter((name) => name !== '');
  const scored: { path: string; score: number }[] = [];
  const rest: { path: string; text: string }[] = [];
  const modules: string[] = [];
  for (const path of files.slice(0, maxScripts)) {
    const file = await readSource(root, path, maxSourceBytes);
    if (file === null || isUnreadable(file)) continue;
    throwIfCancelled(signal);
    const text = sourceText(file);
    const score = names.filter((name) => text.includes(name)).length * 2 + (writerWords.test(text) ? 1 : 0);
    if (score === 0) rest.push({ path, text: text.slice(0, 20_000) });
    else scored.push({ path, score });
    if (score > 0 && path.endsWith('.py')) modules.push(path.replace(/(?:\/__init__)?\.py$/u, '').split('/').at(-1) ?? '');
  }
  const imported = modules.filter((name) => /^\w+$/u.test(name)).slice(0, 500);
  const imports = imported.length === 0 ? null : new RegExp(`^\\s*(?:from|import)\\b[^\\n]*\\b(?:${imported.join('|')})\\b`, 'mu');
  for (const { path, text } of rest) if (imports?.test(text) === true) scored.push({ path, score: 0 });
  const depth = (path: string): number => path.split('/').length;
  scored.sort((one, other) => other.score - one.score || depth(one.path) - depth(other.path));
  return scored.slice(0, maxParsed).map(({ path }) => path);
}

/** Weighs the scripts against the models: who writes more of them by name wins; a tie is a question for a person. */
export function chooseScript(writers: readonly ModelWriter[], models: readonly string[], folder: string): TrainingScript {
  const judged = withoutLibraries(writers)
    .map((writer) => judge(writer, models, folder))
    .filter((each) => each !== null)
    .sort((one, other) => other.score - one.score);
  const best = judged[0];
  if (best === undefined) return { script: null, candidates: [] };
  const rank = certainties.indexOf(best.candidate.certainty);
  // Weaker reasons count only where there are no better ones.
  const rivals = judged.filter(({ score, candidate }) => score === best.score || (rank < 3 && certainties.indexOf(candidate.certainty) === rank));
  const decided = rivals.length === 1 && best.candidate.certainty !== 'folder';
  return { script: decided ? best.candidate : null, candidates: (decided ? judged : rivals).map(({ candidate }) => candidate) };
}

interface Judged {
  readonly candidate: ScriptCandidate;
  readonly score: number;
}

function judge(writer: ModelWriter, models: readonly string[], folder: string): Judged | null {
  let best: ScriptCandidate | null = null;
  let score = 0;
  for (const model of models) {
    const found = bestWrite(writer, model, folder);
    if (found === null) continue;
    score += 4 ** certainties.indexOf(found.certainty);
    if (best === null || certainties.indexOf(found.certainty) > certainties.indexOf(best.certainty)) best = found;
  }
  // Tests write models too, and train none.
  const isTest = /(?:^|\/)(?:tests?\/|test_[^/]*\.py$|conftest\.py$|[^/]*_test\.py$)/u.test(writer.path);
  return best === null ? null : { candidate: best, score: isTest ? score / 1000 : score };
}

function bestWrite(writer: ModelWriter, model: string, folder: string): ScriptCandidate | null {
  let best: ScriptCandidate | null = null;
  for (const use of writer.writes) {
    const certainty = certaintyOf(use, writer.path, model, folder);
    if (certainty === null || (best !== null && certainties.indexOf(best.certainty) >= certainties.indexOf(certainty))) continue;
    const isHere = use.module === writer.path && !writer.path.endsWith('.ipynb');
    best = { path: writer.path, line: isHere ? use.line : null, named: use.path, certainty };
  }
  return best;
}

function certaintyOf(use: PathUse, script: string, model: string, folder: string): Certainty | null {
  for (const path of pathsOfUse(use, script, folder)) {
    if (!path.isPattern && (path.path === model || path.path.startsWith(`${model}/`))) return 'exact';
    if (!path.isPattern && use.folder && model.startsWith(`${path.path}/`)) return folderOf(model) === path.path ? 'exact' : 'pattern';
    const matches = path.isPattern && (matchesPattern(path, model) || (use.folder && matchesPattern({ path: `${path.path}/**`, isPattern: true }, model)));
    if (matches) return specificity(path.path) > 0 || /[^*/]\//u.test(path.path) ? 'pattern' : 'anywhere';
  }
  const beside = pathsOfUse(use, script, folder).some((path) => !path.isPattern && folderOf(path.path) === folderOf(model) && folderOf(model) !== '');
  return beside ? 'folder' : null;
}

/**
 * A module that another script imports is not what was run, unless it can be run itself.
 * One that can be run stands for those that import it.
 */
function withoutLibraries(writers: readonly ModelWriter[]): ModelWriter[] {
  const imports = (outer: ModelWriter, inner: ModelWriter): boolean => outer !== inner && outer.loaded.byPath(inner.path) !== null;
  return writers.filter((writer) => {
    if (writer.loaded.script.isEntry) return true;
    if (writers.some((other) => imports(other, writer) && other.writes.some((use) => writer.writes.some((own) => own.path === use.path || own.path.startsWith('**'))))) return false;
    return !writers.some((other) => imports(writer, other) && other.loaded.script.isEntry && writer.writes.every((use) => other.writes.some((own) => own.path === use.path)));
  });
}
