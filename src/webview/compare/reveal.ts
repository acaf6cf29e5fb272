import type { CodeFileComparison, CodeLine } from '../../domain/comparison.ts';
import { codeBlocks, foldHiding, sideBlocks } from './codeBlocks.ts';
import { fileFold, isFileOpen } from './codeFiles.ts';
import { isSideBySide, tiedParams } from './codeRows.ts';
import { shownParams } from './params.ts';
import type { Scene } from './scene.ts';
import { focusRow } from './tableKeys.ts';
import { turned, type ViewState } from './viewState.ts';

interface TiedLine {
  readonly file: CodeFileComparison;
  readonly line: CodeLine;
}

/** The first line on which a changed parameter's value stands. */
export function tiedLine(scene: Scene, param: string): TiedLine | null {
  for (const file of scene.comparison.code.files) {
    const line = file.lines?.find((one) => tiedParams(scene, one).includes(param));
    if (line !== undefined) return { file, line };
  }
  return null;
}

/** What has to be unfolded, or no longer filtered, before a parameter's line or row can be shown. */
export function placeParam(scene: Scene, param: string, show: 'line' | 'row'): Partial<ViewState> {
  if (show === 'row') return shownParams(scene).shown.some(({ name }) => name === param) ? {} : { paramFilter: '' };
  const tied = tiedLine(scene, param);
  if (tied === null) return {};
  const { open } = scene.view;
  const opened = isFileOpen(scene.comparison, tied.file, open) ? open : turned(open, fileFold(tied.file));
  const fold = foldHiding(tied.file.path, tied.file.lines ?? [], tied.line);
  return { open: fold === null || opened.includes(fold) ? opened : [...opened, fold] };
}

/** Brings the line of code into view; of a very long file it may have to be made first. */
export function showLine(app: HTMLElement, scene: Scene, param: string): void {
  const tied = tiedLine(scene, param);
  if (tied === null) return;
  const present = app.querySelector('tr.selected[data-line-params]');
  if (present !== null) {
    present.scrollIntoView({ block: 'nearest' });
    return;
  }
  const { path, lines } = tied.file;
  const blocks = codeBlocks(path, lines ?? [], scene.view.open);
  const side = isSideBySide(scene);
  const index = side
    ? sideBlocks(blocks).findIndex((block) => block.kind === 'pair' && (block.after === tied.line || block.before === tied.line))
    : blocks.findIndex((block) => block.kind === 'line' && block.line === tied.line);
  scene.act.rows(`code ${path}`).scrollTo(index);
}

/** Brings a parameter's row into view and gives it the focus. */
export function showRow(app: HTMLElement, scene: Scene, param: string): void {
  const find = (): HTMLElement | undefined => [...app.querySelectorAll<HTMLElement>('tr[data-param]')].find((row) => row.dataset['param'] === param);
  const present = find();
  if (present !== undefined) {
    focusRow(present);
    return;
  }
  const table = scene.comparison.versions.length > 2 && scene.layout !== 'narrow' ? 'many' : 'params';
  scene.act.rows(table).scrollToKey(param);
  requestAnimationFrame(() => {
    requestAnimationFrame(() => {
      const row = find();
      if (row !== undefined) focusRow(row);
    });
  });
}
