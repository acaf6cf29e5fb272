import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { rememberScript } from '../../trail/config.ts';
import { planSave, type SavePlan, type SaveRequest } from '../../trail/planSave.ts';
import { saveVersion } from '../../trail/saveVersion.ts';
import type { Trail } from '../../trail/trail.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { withCancellableProgress } from '../context/progress.ts';
import { announceSaved, reveal } from '../context/savedMessage.ts';
import { askLabel } from './askLabel.ts';
import { chooseModel, type ChosenModel } from './chooseModel.ts';

/** What to save is clear or chosen, then one input asks for label and note, and Enter saves. */
export async function runSaveFlow(context: EditorContext, ...given: unknown[]): Promise<void> {
  for (;;) {
    const chosen = await chooseModel(context, given);
    if (chosen === undefined) return;
    const outcome = await saveChosen(context, chosen);
    if (outcome !== 'back') return;
  }
}

async function saveChosen(context: EditorContext, chosen: ChosenModel): Promise<'done' | 'back'> {
  const { trail } = chosen;
  let request: SaveRequest = { paths: chosen.paths };
  let plan = await planVisibly(trail, request);
  if (plan.sameAs !== null && !(await wantsAnother(trail, plan))) return 'done';
  if (plan.scriptChoices.length > 1) {
    const script = await chooseScript(plan);
    if (script === undefined) return 'done';
    request = { ...request, script };
    plan = await planVisibly(trail, request);
  }
  const answer = await askLabel(plan, chosen.canGoBack);
  if (answer === undefined) return 'done';
  if (answer === 'back') return 'back';
  // Not before: a save that is given up leaves nothing behind.
  if (request.script !== undefined) await rememberScript(trail.root, plan.model, request.script);
  const finalPlan = plan;
  const title = vscode.l10n.t('Saving {0} {1}', plan.model, answer.label);
  const saved = await withCancellableProgress(title, (options) => saveVersion(trail, request, finalPlan, answer, options));
  context.trails.changed();
  void announceSaved(context, trail, saved);
  return 'done';
}

/** A plan is ready at once but for large files; only then is there a notification, whose Cancel ends it. */
async function planVisibly(trail: Trail, request: SaveRequest): Promise<SavePlan> {
  const controller = new AbortController();
  const planning = planSave(trail, request, { signal: controller.signal });
  const ready = await Promise.race([planning, delay(700, null)]);
  if (ready !== null) return ready;
  return withCancellableProgress(vscode.l10n.t('Reading {0}', basename(request.paths[0] ?? '')), ({ signal }) => {
    signal?.addEventListener('abort', () => {
      controller.abort();
    });
    return planning;
  });
}

/** The same bytes again are worth a version only when the person says so. */
async function wantsAnother(trail: Trail, plan: SavePlan): Promise<boolean> {
  const { sameAs } = plan;
  if (sameAs === null) return true;
  const again = { label: vscode.l10n.t('Record a new version all the same'), iconPath: new vscode.ThemeIcon('save') };
  const show = { label: vscode.l10n.t('Show {0} {1} in the list', sameAs.model, sameAs.label), iconPath: new vscode.ThemeIcon('git-commit') };
  const chosen = await vscode.window.showQuickPick([show, again], { title: vscode.l10n.t('ModelTrail: Save Version'), placeHolder: vscode.l10n.t('These are {0} {1}’s bytes', sameAs.model, sameAs.label) });
  if (chosen === show) await reveal({ trail, version: sameAs }, true);
  return chosen === again;
}

async function chooseScript(plan: SavePlan): Promise<string | undefined> {
  return vscode.window.showQuickPick([...plan.scriptChoices], {
    title: vscode.l10n.t('ModelTrail: Save Version'),
    placeHolder: vscode.l10n.t('Which script trained {0}? Remembered in .modeltrail/config.yaml', plan.model),
  });
}
