import { html, nothing, type TemplateResult } from 'lit/html.js';
import { repeat } from 'lit/directives/repeat.js';
import type { CodeFileComparison } from '../../domain/comparison.ts';
import { actionLink } from '../components/actionLink.ts';
import { icon } from '../components/icon.ts';
import { segmented } from '../components/segmented.ts';
import { visibleText } from '../components/visibleText.ts';
import { codeBlocks, sideBlocks, type CodeBlock, type SideBlock } from './codeBlocks.ts';
import { changedFiles, fileFold, isFileOpen } from './codeFiles.ts';
import { inlineRow, isSideBySide, longestLine, sideRow, type CodeSpot } from './codeRows.ts';
import type { Scene } from './scene.ts';
import { linesText } from './sections.ts';
import { longBody, sectionHead, type LongRow } from './tableParts.ts';
import { versionSelect } from './versionSelect.ts';

const lineHeight = 18;
const columns = 4;

/** The code of the baseline and the compared version, file by file. */
export function codeView(scene: Scene): TemplateResult {
  const { same, remarks } = scene.comparison.code;
  const changed = changedFiles(scene.comparison);
  return html`${sectionHead('Code', codeAside(scene), codeTools(scene))}
    ${remarks.map((remark) => html`<p class="remark">${visibleText(remark)}</p>`)}
    ${changed.length === 0 && remarks.length === 0 ? html`<p class="nothing">${same > 0 ? 'The code is the same in both.' : 'Neither version has code.'}</p>` : nothing}
    ${repeat(changed, ({ path }) => path, (file) => fileView(scene, file, changed.length > 1))}`;
}

function codeAside({ comparison }: Scene): TemplateResult {
  const { code } = comparison;
  const changed = changedFiles(comparison);
  const [only] = changed;
  const what = changed.length === 1 && only !== undefined ? html`${visibleText(only.path)} ${fileChange(only)}` : changed.length === 0 ? '' : `${String(changed.length)} files changed`;
  const same = code.same === 0 ? '' : `${changed.length === 0 ? '' : ' · '}${String(code.same)} ${code.same === 1 ? 'file' : 'files'} same`;
  return html`${what}${same}`;
}

function fileChange(file: CodeFileComparison): string {
  const lines = linesText(file.added, file.removed);
  return file.change === 'changed' ? lines : `${file.change} ${lines}`.trim();
}

function codeTools(scene: Scene): TemplateResult {
  const { act, view, comparison } = scene;
  if (changedFiles(comparison).length === 0) return html`${comparison.versions.length > 2 ? versionSelect(scene) : nothing}`;
  const choose = (codeLayout: 'inline' | 'side'): void => {
    act.change({ codeLayout });
  };
  const layouts = [{ value: 'inline', label: 'Inline' }, { value: 'side', label: 'Side by side' }] as const;
  return html`${comparison.versions.length > 2 ? versionSelect(scene) : nothing}
    ${scene.roomForTwo ? segmented({ label: 'Layout of the code', options: layouts, chosen: view.codeLayout, choose }) : nothing}
    ${act.hasHost ? actionLink('Open in diff editor', () => { act.ask((host) => host.openDiff({ path: null })); }) : nothing}`;
}

function fileView(scene: Scene, file: CodeFileComparison, named: boolean): TemplateResult {
  const open = (): void => {
    scene.act.ask((host) => host.openDiff({ path: file.path }));
  };
  const diff = scene.act.hasHost ? actionLink('Open in diff editor', open, `Open ${file.path} in diff editor`) : nothing;
  const head = html`<div class="file-head">${named ? fileTitle(scene, file) : html`<h3>${visibleText(file.path)}</h3>`}<span class="quiet">${fileChange(file)}</span>${diff}</div>`;
  if (!isFileOpen(scene.comparison, file, scene.view.open)) return head;
  if (file.lines === null) return html`${head}<p class="remark">Too long to show here, or not text.</p>`;
  return html`${named ? head : nothing}${codeTable(scene, file)}`;
}

/** One of several files can be folded away. */
function fileTitle(scene: Scene, file: CodeFileComparison): TemplateResult {
  const open = isFileOpen(scene.comparison, file, scene.view.open);
  const toggle = (): void => {
    scene.act.toggle(fileFold(file));
  };
  return html`<h3><button class="plain" aria-expanded=${open ? 'true' : 'false'} @click=${toggle}>${icon(open ? 'chevron-down' : 'chevron-right')}${visibleText(file.path)}</button></h3>`;
}

function codeTable(scene: Scene, file: CodeFileComparison): TemplateResult {
  const lines = file.lines ?? [];
  const side = isSideBySide(scene);
  const blocks = codeBlocks(file.path, lines, scene.view.open);
  const rows = side ? sideBlocks(blocks).map((block, at) => sideLongRow(scene, file, block, at)) : blocks.map((block, at) => inlineLongRow(scene, file, block, at));
  const table = `code ${file.path}`;
  return html`<div class="code-box">
    <table class="code-lines ${side ? 'side' : 'inline'}" role="grid" data-rove=${table} aria-rowcount=${rows.length} aria-label=${`Code of ${file.path}`} style=${longestLine(lines, side)}>
      <caption class="unseen">${visibleText(file.path)}: line numbers before and after, and the lines with their changes.</caption>
      ${side ? html`<colgroup><col class="w-line"><col><col class="w-line"><col></colgroup>` : nothing}
      ${longBody(rows, scene.act.rows(table), columns)}
    </table>
  </div>`;
}

function inlineLongRow(scene: Scene, file: CodeFileComparison, block: CodeBlock, at: number): LongRow {
  if (block.kind === 'fold') return foldBlock(scene, block);
  const { line } = block;
  const spot: CodeSpot = { path: file.path, key: `${String(line.before ?? '')}:${String(line.after ?? '')}`, at };
  return { key: spot.key, height: lineHeight, draw: (index) => inlineRow(scene, line, { ...spot, at: index }) };
}

function sideLongRow(scene: Scene, file: CodeFileComparison, block: SideBlock, at: number): LongRow {
  if (block.kind === 'fold') return foldBlock(scene, block);
  const spot: CodeSpot = { path: file.path, key: `${String(block.before?.before ?? '')}:${String(block.after?.after ?? '')}`, at };
  return { key: spot.key, height: lineHeight, draw: (index) => sideRow(scene, block.before, block.after, { ...spot, at: index }) };
}

function foldBlock(scene: Scene, { key, count, open }: Extract<CodeBlock, { kind: 'fold' }>): LongRow {
  const toggle = (event: Event): void => {
    event.stopPropagation();
    scene.act.toggle(key);
  };
  const draw = (at: number): TemplateResult => html`<tr class="code-fold" data-row=${key} data-index=${at} data-fold=${key} aria-rowindex=${at + 1} @click=${toggle}>
    <td colspan=${columns}><button class="plain" aria-expanded=${open ? 'true' : 'false'} @click=${toggle}>${icon('unfold')}<span>${count} unchanged lines</span></button></td>
  </tr>`;
  return { key, height: lineHeight, draw };
}
