import type { EditorContext } from '../context/editorContext.ts';
import type { VersionInTrail } from '../context/versionPick.ts';
import { ComparePanels } from './comparePanels.ts';
import { copyMarkdown } from './copyMarkdown.ts';
import { exportHtml } from './exportHtml.ts';
import { openChangedFiles } from './openDiff.ts';
import { shown } from './panelActions.ts';
import type { CompareCommand } from './register.ts';
import { compareChosen, compareIds, compareVersionRows, compareWithPrevious, compareWithWorkingFiles, SelectedForCompare } from './waysIn.ts';

/** What the commands do, and the panels that they open. */
export interface Comparing {
  readonly panels: ComparePanels;
  readonly commands: Readonly<Record<CompareCommand, (...given: unknown[]) => Promise<unknown>>>;
}

export function startComparing(context: EditorContext): Comparing {
  const panels = new ComparePanels(context);
  const selected = new SelectedForCompare();
  context.extension.subscriptions.push(panels);
  return {
    panels,
    commands: {
      'modeltrail.compare': () => compareChosen(context, panels),
      'modeltrail.compareWithPrevious': (row) => compareWithPrevious(context, panels, row),
      'modeltrail.compareWithWorkingFiles': (row) => compareWithWorkingFiles(context, panels, row),
      'modeltrail.compareSelected': (row, rows) => compareVersionRows(panels, row, rows),
      'modeltrail.selectForCompare': (row) => selected.set(context, row),
      'modeltrail.compareWithSelected': (row) => selected.compareWith(context, panels, row),
      'modeltrail.copyComparison': () => panels.withActive(copyMarkdown),
      'modeltrail.exportComparison': () => panels.withActive(exportHtml),
      'modeltrail.openComparedCode': () => panels.withActive(async (panel) => openChangedFiles(await panel.trail(), shown(panel))),
      '_modeltrail.compareIds': (given) => compareIds(panels, given),
      '_modeltrail.compare': (versions) => panels.openVersions(versions as readonly VersionInTrail[]),
    },
  };
}
