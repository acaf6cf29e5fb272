import type { FactDetail, FactRow, FactTable } from '../domain/comparison.ts';
import { extensionOf } from '../domain/modelFile.ts';
import { sortByName } from '../domain/naturalOrder.ts';
import { countText, minus, percentText, sizeText, sizeTexts } from '../domain/numberText.ts';
import type { Outline } from '../domain/outline.ts';
import type { VersionArtifact } from '../domain/version.ts';
import type { ComparedVersion, CompareRequest } from './compared.ts';
import { boundedDetails, bothSides, cellsOf, factChange, factTable, presenceText, someNames } from './facts.ts';
import { focusOf } from './heads.ts';
import { outlineDetails, sameTensors } from './outlineDetails.ts';

interface Held {
  readonly artifact: VersionArtifact;
  readonly outline: Outline | null;
}

type Found = readonly (Held | null)[];

/** The model files of all versions, matched by path; where each version has but one, those are one model under several names. */
export function artifactTable(request: CompareRequest): FactTable {
  const rows = matched(request).map(({ name, found }) => artifactRow(name, found, request));
  return factTable(rows, sizeSummary(request), someNames(rows.filter(({ change }) => change === 'same').map(({ name }) => name)));
}

function matched(request: CompareRequest): { readonly name: string; readonly found: Found }[] {
  const { versions, baseline } = request;
  const held = versions.map(({ version, outlines }) => version.artifacts.map((artifact): Held => ({ artifact, outline: outlines?.get(artifact.path) ?? null })));
  if (held.every((all) => all.length === 1)) {
    const found = held.map(([only]) => only ?? null);
    return [{ name: shownName(found[baseline] ?? null, found[focusOf(request)] ?? null), found }];
  }
  const names = new Set(held.flatMap((all) => all.map(({ artifact }) => artifact.path)));
  return sortByName([...names].map((name) => ({ name }))).map(({ name }) => ({ name, found: held.map((all) => all.find(({ artifact }) => artifact.path === name) ?? null) }));
}

function shownName(before: Held | null, after: Held | null): string {
  const [old, now] = [before?.artifact.path ?? '', after?.artifact.path ?? ''];
  return old === now ? now : `${old} → ${now}`;
}

function artifactRow(name: string, found: Found, request: CompareRequest): FactRow {
  const sizes = sizeTexts(found.map((held) => held?.artifact.size ?? 0));
  const baseline = found[request.baseline]?.artifact.sha256;
  const both = bothSides(found, request);
  return {
    name,
    qualifier: both?.[0].outline != null && both[1].outline !== null && sameTensors(both[0].outline, both[1].outline) ? 'same shapes' : '',
    change: factChange(found, request.baseline, (one, other) => one.artifact.sha256 === other.artifact.sha256),
    cells: cellsOf(found, ({ artifact }, position) => ({
      text: sizes[position] ?? '',
      tip: tipOf(artifact),
      asBaseline: artifact.sha256 === baseline,
      value: { path: artifact.path, sha256: artifact.sha256, size: artifact.size, bytes: artifact.bytes, files: artifact.files ?? null },
      bytes: artifact.bytes,
    })),
    changeText: presenceText(found, request) ?? (both === null ? '' : sizeChangeText(both[0].artifact, both[1].artifact)),
    warning: warningOf(found.filter((held) => held !== null)),
    details: both === null ? [] : boundedDetails(detailsOf(...both)),
  };
}

const bytesTexts = { here: '', elsewhere: 'not on this machine', lost: 'lost' } as const;

function tipOf({ path, size, sha256, files, bytes }: VersionArtifact): string {
  const parts = [path, countText(size, 'byte'), ...(files === undefined ? [] : [countText(files, 'file')]), `digest ${sha256.slice(0, 7)}`, bytesTexts[bytes]];
  return parts.filter((part) => part !== '').join(', ');
}

function sizeChangeText(before: VersionArtifact, after: VersionArtifact): string {
  if (before.sha256 === after.sha256) return 'same';
  const change = Math.abs(after.size - before.size);
  return change === 0 ? 'same size, other bytes' : `${after.size < before.size ? minus : '+'}${changeSize(change, before.size, after.size)}`;
}

/** In the unit of the sizes beside it, unless nothing would be left of it. */
function changeSize(change: number, ...sizes: readonly number[]): string {
  const text = sizeTexts([...sizes, change]).at(-1) ?? '';
  return Number.parseFloat(text) === 0 ? sizeText(change) : text;
}

const pickleExtensions: ReadonlySet<string> = new Set(['ckpt', 'dill', 'joblib', 'pickle', 'pkl', 'pt', 'pth']);

/** What is loaded by running what is in it, and what can't be restored here. */
function warningOf(held: readonly Held[]): string {
  const isPickle = held.some(({ artifact, outline }) => (outline === null ? pickleExtensions.has(extensionOf(artifact.path)) : /^(?:pickle|joblib|pytorch)$/u.test(outline.format)));
  const states = (['elsewhere', 'lost'] as const).filter((state) => held.some(({ artifact }) => artifact.bytes === state));
  return [...(isPickle ? ['pickle'] : []), ...states.map((state) => bytesTexts[state])].join(', ');
}

function detailsOf(before: Held, after: Held): FactDetail[] {
  const [old, now] = [before.artifact.files, after.artifact.files];
  const files: FactDetail[] = old === undefined || now === undefined || old === now ? [] : [{ change: 'changed', text: `${String(old)} → ${countText(now, 'file')}` }];
  return before.outline === null || after.outline === null ? files : [...files, ...outlineDetails(before.outline, after.outline)];
}

/** Bytes of all model files of one version. */
export function totalSize({ version }: ComparedVersion): number {
  return version.artifacts.reduce((sum, { size }) => sum + size, 0);
}

/** `4.53 → 4.40 MB (−3 %)`; of more than two versions from the smallest to the largest. */
function sizeSummary(request: CompareRequest): string {
  const totals = request.versions.map(totalSize);
  const [lowest, highest] = [Math.min(...totals), Math.max(...totals)];
  if (request.versions.length > 2) return rangeText(lowest, highest, ' to ');
  const [before = 0, after = 0] = [totals[request.baseline], totals[focusOf(request)]];
  const percent = percentText(before, after);
  return `${rangeText(before, after, ' → ')}${percent === '' ? '' : ` (${percent})`}`;
}

/** The unit stands once where both have it. */
function rangeText(from: number, to: number, between: string): string {
  const [first = '', second = ''] = sizeTexts([from, to]);
  if (first === second) return second;
  const unit = / \S+$/u.exec(second)?.[0] ?? '';
  return `${first.endsWith(unit) ? first.slice(0, -unit.length) : first}${between}${second}`;
}
