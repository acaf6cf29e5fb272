import { registerCommand, type CommandSpec } from '../context/commands.ts';
import type { EditorContext } from '../context/editorContext.ts';
import type { VersionInTrail } from '../context/versionPick.ts';
import { ComparePanels } from './comparePanels.ts';
import { copyMarkdown } from './copyMarkdown.ts';
import { exportHtml } from './exportHtml.ts';
import { openChangedFiles } from './openDiff.ts';
import { shown } from './panelActions.ts';
import { compareChosen, compareIds, compareVersionRows, compareWithPrevious, compareWithWorkingFiles, SelectedForCompare } from './waysIn.ts';

/** Compares versions in an editor tab. */
export function register(context: EditorContext): void {
  const panels = new ComparePanels(context);
  const selected = new SelectedForCompare();
  const command = (id: CommandSpec['id'], run: (...given: unknown[]) => Promise<unknown>): void => {
    registerCommand(context, { id, untrusted: true, run: async (_context, ...given) => run(...given) });
  };
  context.extension.subscriptions.push(panels);
  command('modeltrail.compare', () => compareChosen(context, panels));
  command('modeltrail.compareWithPrevious', (row) => compareWithPrevious(context, panels, row));
  command('modeltrail.compareWithWorkingFiles', (row) => compareWithWorkingFiles(context, panels, row));
  command('modeltrail.compareSelected', (row, rows) => compareVersionRows(panels, row, rows));
  command('modeltrail.selectForCompare', (row) => selected.set(context, row));
  command('modeltrail.compareWithSelected', (row) => selected.compareWith(context, panels, row));
  command('modeltrail.copyComparison', () => panels.withActive(copyMarkdown));
  command('modeltrail.exportComparison', () => panels.withActive(exportHtml));
  command('modeltrail.openComparedCode', () => panels.withActive(async (panel) => openChangedFiles(await panel.trail(), shown(panel))));
  command('_modeltrail.compareIds', (given) => compareIds(panels, given));
  command('_modeltrail.compare', (versions) => panels.openVersions(versions as readonly VersionInTrail[]));
}
