import type { CodeLine, FactRow, ParamRow } from '../domain/comparison.ts';
import { countText } from '../domain/numberText.ts';
import type { Version } from '../domain/version.ts';
import { isEvaluationData, fileName } from './evaluationData.ts';
import { enumerate, plain, strong, type Phrase } from './sentence.ts';
import { versionAt, type SummaryContext } from './summaryContext.ts';

/** What may be the reason that a model behaves otherwise. */
export type CauseKind = 'parameters' | 'training data' | 'code' | 'environment';

const named = 3;
const namedPackages = 2;
const longestValue = 40;
const frameworks = /^(?:python|torch|pytorch-lightning|lightning|tensorflow|keras|jax|flax|scikit-learn|xgboost|lightgbm|catboost|transformers|numpy|scipy|pandas|accelerate|peft|datasets|statsmodels|mxnet|onnx|onnxruntime)$/u;

/** The kinds of things that changed between the baseline and the focus. */
export function changedKinds(context: SummaryContext): CauseKind[] {
  const kinds: readonly (readonly [CauseKind, boolean])[] = [
    ['parameters', changedParams(context).length > 0],
    ['training data', trainingRows(context).length > 0],
    ['code', changedFiles(context).length > 0],
    ['environment', weightyPackages(context).length > 0],
  ];
  return kinds.flatMap(([kind, isChanged]) => (isChanged ? [kind] : []));
}

/** The first few causes, as phrases: parameters and data; code where those are the same; the environment where nothing else changed. */
export function causePhrases(context: SummaryContext): Phrase[] {
  const changed = changedParams(context);
  const data = trainingRows(context);
  const dataPhrase = data.length === 0 ? [] : [dataText(data)];
  const most = named - dataPhrase.length;
  const params = changed.slice(0, changed.length === most + 1 ? most + 1 : most).map((row) => paramText(row, context));
  const rest = changed.length - params.length;
  const more: Phrase[] = rest === 0 ? [] : [[plain(countText(rest, 'more parameter'))]];
  const phrases = [...params, ...more, ...dataPhrase];
  if (phrases.length > 0) return phrases;
  const code = codeText(context);
  return code.length > 0 ? code : packagesText(changedPackages(context), context);
}

/** Only where both versions have parameters: where one has none, nobody knows what they were. */
export function changedParams(context: SummaryContext): readonly ParamRow[] {
  const areKnown = bothHave(context, ({ params }) => params.size > 0);
  return areKnown ? context.found.params.rows.filter(({ change }) => change !== 'same') : [];
}

function bothHave(context: SummaryContext, has: (version: Version) => boolean): boolean {
  return [context.baseline, context.focus].every((position) => has(versionAt(context, position).version));
}

function paramText({ name, change, cells }: ParamRow, { baseline, focus }: SummaryContext): Phrase {
  const [before, after] = [cells[baseline]?.text ?? '', cells[focus]?.text ?? ''];
  if (change === 'added') return [strong(name), plain(isShort(after) ? ` added (${after})` : ' added')];
  if (change === 'removed') return [strong(name), plain(isShort(before) ? ` removed (was ${before})` : ' removed')];
  return [strong(name), plain(isShort(before) && isShort(after) ? ` ${before} → ${after}` : ' changed')];
}

function isShort(text: string): boolean {
  return text.length <= longestValue && !/[\n\r]/u.test(text);
}

/** Datasets that changed and that models are not measured on. */
function trainingRows(context: SummaryContext): FactRow[] {
  if (!bothHave(context, ({ data }) => data.length > 0)) return [];
  return context.found.data.rows.filter(({ change, name }) => change !== 'same' && !isEvaluationData(name));
}

function dataText(rows: readonly FactRow[]): Phrase {
  const [row] = rows;
  if (row === undefined) return [];
  if (rows.length > 1) return [strong(countText(rows.length, 'changed dataset'))];
  if (row.change !== 'changed') return [strong(fileName(row.name)), plain(` ${row.change}`)];
  const counts = /^([+−])([\d,]+)(?= |$)/u.exec(row.changeText);
  if (row.qualifier !== 'rows' || counts === null) return [strong(fileName(row.name)), plain(' changed')];
  const [, sign = '', count = ''] = counts;
  return [strong(`${count} ${sign === '+' ? 'more' : 'fewer'} ${count === '1' ? 'row' : 'rows'}`), ...(row.name.includes('train') ? [] : [plain(` in ${fileName(row.name)}`)])];
}

/** Files in which more changed than the lines that carry changed parameters. */
function changedFiles({ found }: SummaryContext): string[] {
  const changed = new Set(found.params.rows.flatMap(({ name, change }) => (change === 'same' ? [] : [name])));
  return found.code.files.flatMap(({ path, change, lines }) => (change !== 'same' && (lines ?? []).some((line) => isCause(line, changed)) ? [path] : []));
}

function isCause({ change, text, params, tokens }: CodeLine, changedParams: ReadonlySet<string>): boolean {
  if (change === 'same' || params.some((name) => changedParams.has(name))) return false;
  const code = text.trim();
  const start = text.length - text.trimStart().length;
  const isComment = tokens.some(([from, to, kind]) => kind === 'comment' && from <= start && to >= start + code.length);
  return code !== '' && !isComment;
}

function codeText(context: SummaryContext): Phrase[] {
  const paths = changedFiles(context);
  if (paths.length === 0) return [];
  const shown = paths.slice(0, 2).map((path): Phrase => [strong(path)]);
  return [[plain('code changed in '), ...enumerate(paths.length > 2 ? [...shown, [plain(countText(paths.length - 2, 'more file'))]] : shown)]];
}

function changedPackages({ found }: SummaryContext): FactRow[] {
  return found.environment.rows.filter(({ change, name }) => change !== 'same' && name !== 'system');
}

/** Python and frameworks that went further than a patch. */
function weightyPackages(context: SummaryContext): FactRow[] {
  return changedPackages(context).filter(({ name, changeText }) => frameworks.test(name.toLowerCase().replaceAll(/[-_.]+/gu, '-')) && /^(?:major|minor)/u.test(changeText));
}

/** One or two by name; of many none deserves to be named first. */
function packagesText(rows: readonly FactRow[], { baseline, focus }: SummaryContext): Phrase[] {
  if (rows.length > namedPackages) return [[plain(`the environment changed (${packageCount(rows)})`)]];
  return rows.map(({ name, change, cells }) => {
    const [before, after] = [cells[baseline]?.text, cells[focus]?.text];
    return [strong(name), plain(before === undefined || after === undefined ? ` ${change}` : ` ${before} → ${after}`)];
  });
}

function packageCount(rows: readonly FactRow[]): string {
  const others = rows.filter(({ name }) => name !== 'Python').length;
  return `${others < rows.length ? 'Python and ' : ''}${countText(others, 'package')}`;
}
