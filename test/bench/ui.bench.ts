// Times what a person waits for in the real VS Code, on a trail of 10,000 versions, against an empty panel in the same run.
//   npm run bench:ui
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadavg } from 'node:os';
import { withWorkbench } from '../ui/fixture.ts';
import type { Workbench } from '../ui/workbench.ts';
import { heldSince, watchEventLoop } from './eventLoop.ts';
import { median, tableLines } from './figures.ts';
import { metricCount, modelText, paramCount, placeLargeTrail, runsOfSettings, versionCount } from './largeTrail.ts';
import { timeHovers, type HoverTimes } from './firstHover.ts';
import { firstPaint, nextPaint, stepsBefore, watchNewPages, type Steps } from './painted.ts';

const runs = 7;
/** Windows that are opened for a first hover each. */
const windows = 5;
/** Workers are let go after 30 s without work. */
const untilIdleMs = 33_000;
const firstRow = '.part.sidebar [role="treeitem"][aria-level="2"]';

/** One measured case, in milliseconds. */
interface Figures {
  readonly what: string;
  readonly times: number[];
  /** The longest that the extension host's event loop was held, of each run. */
  readonly held: number[];
  /** What came before the first paint, each from when the panel was asked for. */
  readonly steps: Steps[];
  /** Elements in the panel's page. */
  elements: number;
}

/** A case whose runs are added one by one, so that cases can take turns. */
class Bench {
  readonly #workbench: Workbench;
  readonly #cases = new Map<string, Figures>();

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** @param run gives how many milliseconds it took */
  async add(what: string, run: () => Promise<number>): Promise<Figures> {
    const figures = this.#cases.get(what) ?? { what, times: [], held: [], steps: [], elements: 0 };
    this.#cases.set(what, figures);
    await watchEventLoop(this.#workbench.host);
    figures.times.push(await run());
    figures.held.push((await heldSince(this.#workbench.host)).max);
    return figures;
  }

  /** Medians, and each as a multiple of the case named `reference`. */
  print(reference: string): void {
    const base = median(this.#cases.get(reference)?.times ?? []);
    const rows = [...this.#cases.values()].map(({ what, times, held, elements }) => {
      const ratio = (median(times) / base).toFixed(2);
      return [what, String(times.length), median(times).toFixed(0), Math.max(...times).toFixed(0), ratio, median(held).toFixed(0), Math.max(...held).toFixed(0), elements === 0 ? '' : String(elements)];
    });
    console.log();
    for (const line of tableLines([['', 'runs', 'median ms', 'worst ms', `× ${reference}`, 'held ms', 'held worst', 'elements'], ...rows])) console.log(`    ${line}`);
    this.#printSteps();
    console.log(`    load ${loadavg().map((load) => load.toFixed(1)).join(' ')}`);
  }

  /** Medians of when each step came, from when the panel was asked for. */
  #printSteps(): void {
    const panels = [...this.#cases.values()].filter(({ steps }) => steps.length > 0);
    const rows = panels.map(({ what, steps, times }) => [what, stepText(steps, 'page'), stepText(steps, 'script'), stepText(steps, 'drawing'), stepText(steps, 'drawn'), median(times).toFixed(0)]);
    console.log();
    for (const line of tableLines([['after … ms', 'page begun', 'script there', 'drawing begun', 'drawn', 'painted'], ...rows])) console.log(`    ${line}`);
  }
}

function stepText(steps: readonly Steps[], name: keyof Steps): string {
  const times = steps.map((step) => step[name]).filter((time) => time !== null);
  return times.length === 0 ? '' : median(times).toFixed(0);
}

/** Keeps, inside the extension host, the trail that a selected row belongs to. */
async function keepTrail({ host }: Workbench): Promise<void> {
  await host.run(async (api) => {
    const selected = () => api.commands.executeCommand('_modeltrail.selected') as Promise<{ readonly trail: unknown }[]>;
    let [row] = await selected();
    // The host hears of a click some time after it.
    for (let tries = 0; row === undefined && tries < 50; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      [row] = await selected();
    }
    if (row === undefined) throw new Error('No version is selected.');
    Object.assign(globalThis, { modeltrailBenchTrail: row.trail });
  });
}

/** Compares versions by how many are newer than each. @returns when it was asked for, in milliseconds since 1970 */
function compare({ host }: Workbench, newer: readonly number[]): Promise<number> {
  return host.run((api, positions: readonly number[]) => {
    interface Index {
      versions(query: { readonly offset: number; readonly limit: number }): unknown[];
    }
    const { modeltrailBenchTrail: trail } = globalThis as unknown as { modeltrailBenchTrail: { readonly lastIndex: Index } };
    const versions = positions.map((offset) => ({ trail, version: trail.lastIndex.versions({ offset, limit: 1 })[0] }));
    const asked = Date.now();
    void api.commands.executeCommand('_modeltrail.compare', versions);
    return asked;
  }, newer);
}

/** A panel that has nothing to read and nothing to run: what VS Code itself takes. */
function openEmptyPanel({ host }: Workbench): Promise<number> {
  return host.run((api) => {
    const asked = Date.now();
    const panel = api.window.createWebviewPanel('bench.empty', 'Empty', api.ViewColumn.Active, { enableScripts: true });
    panel.webview.html = '<!DOCTYPE html><html><body><table><tbody><tr><td>one row</td></tr></tbody></table></body></html>';
    return asked;
  });
}

/** Opens a panel and closes it again. */
async function panelRun(workbench: Workbench, bench: Bench, what: string, open: () => Promise<number>): Promise<void> {
  let asked = 0;
  const figures = await bench.add(what, async () => {
    asked = await open();
    return (await firstPaint(workbench.webview())) - asked;
  });
  await workbench.page.waitForTimeout(300);
  figures.steps.push(since(asked, await stepsBefore(workbench.webview())));
  figures.elements = await workbench.webview().locator('*').count();
  await closePanels(workbench);
}

function since(asked: number, { page, script, drawing, drawn }: Steps): Steps {
  const after = (time: number | null): number | null => (time === null ? null : time - asked);
  return { page: page - asked, script: after(script), drawing: after(drawing), drawn: after(drawn) };
}

async function closePanels({ host, page }: Workbench): Promise<void> {
  await host.command('workbench.action.closeAllEditors');
  await page.locator('iframe.webview').waitFor({ state: 'detached' });
  await page.waitForTimeout(200);
}

/** Opens the sidebar's tree for the first time. */
async function treeRun({ page }: Workbench): Promise<number> {
  const painted = await nextPaint(page.locator('body'), firstRow);
  const asked = Date.now();
  await page.locator('.activitybar .action-item > a[aria-label^="ModelTrail"]').click();
  return (await painted()) - asked;
}

async function showExplorer(workbench: Workbench): Promise<void> {
  await workbench.openViewContainer('Explorer');
  await workbench.page.waitForTimeout(1000);
}

/** What VS Code tells of starting the extension. */
async function activationText({ host, page }: Workbench): Promise<string> {
  await host.command('workbench.action.showRuntimeExtensions');
  const row = page.locator('.runtime-extensions-editor .extension', { hasText: 'ModelTrail' }).first();
  const text = (await row.innerText()).replaceAll(/\s+/gu, ' ');
  await host.command('workbench.action.closeAllEditors');
  return text;
}

/** Positions of versions that were started with other settings each, so that every parameter differs. */
function distinct(count: number, first: number): number[] {
  return Array.from({ length: count }, (_, at) => first + at * runsOfSettings * 20);
}

const empty = 'empty panel';

describe(`a trail of ${String(versionCount)} versions, ${String(paramCount)} parameters and ${String(metricCount)} metrics each`, () => {
  it('is browsed and compared', withWorkbench({ prepare: placeLargeTrail }, async ({ workbench, folder }) => {
    const { page, host } = workbench;
    const bench = new Bench(workbench);
    await watchNewPages(page);
    console.log(`    ${await activationText(workbench)}`);
    await bench.add('tree, index as it was left', () => treeRun(workbench));
    await showExplorer(workbench);
    for (const rest of ['', '-wal', '-shm']) await rm(join(folder, '.git', 'modeltrail', `index.db${rest}`), { force: true });
    await workbench.reload();
    await page.waitForTimeout(1000);
    await bench.add('tree, index made anew', () => treeRun(workbench));
    await workbench.row(/^1\.9999\b/u).click();
    await keepTrail(workbench);
    for (let run = 0; run < 2; run++) {
      await page.waitForTimeout(untilIdleMs);
      await panelRun(workbench, bench, 'two versions, workers let go', () => compare(workbench, distinct(2, 500 + run)));
    }
    for (let run = 0; run < runs; run++) {
      await panelRun(workbench, bench, empty, () => openEmptyPanel(workbench));
      await panelRun(workbench, bench, 'two versions', () => compare(workbench, distinct(2, run)));
      await panelRun(workbench, bench, 'twelve versions', () => compare(workbench, distinct(12, run)));
      await bench.add('idle', async () => { await page.waitForTimeout(800); return 800; });
    }
    await changes(workbench, bench);
    bench.print(empty);
    await host.command('workbench.action.closeAllEditors');
  }));

  it('is hovered', withWorkbench({ prepare: placeHovered }, async ({ workbench, folder }) => {
    const times: HoverTimes[] = [];
    for (let run = 0; run < windows; run++) {
      // What a window itself does at its start is over by then.
      await workbench.page.waitForTimeout(5000);
      times.push(await timeHovers(workbench, join(folder, 'load.py'), 'model.bin'));
      await workbench.reload();
    }
    const row = (what: string, all: readonly number[]): string[] => [what, median(all).toFixed(1), Math.min(...all).toFixed(1), Math.max(...all).toFixed(1)];
    console.log();
    const rows = [row('hover of a constant', times.map(({ trivial }) => trivial)), row('first hover on a model', times.map(({ first }) => first)), row('second', times.map(({ second }) => second))];
    for (const line of tableLines([['through VS Code and back', 'median ms', 'least', 'most'], ...rows])) console.log(`    ${line}`);
  }));
});

/** The trail, with its model in the workspace and a script that loads it. */
async function placeHovered(folder: string): Promise<void> {
  await placeLargeTrail(folder);
  await writeFile(join(folder, 'model.bin'), modelText);
  await writeFile(join(folder, 'load.py'), 'import joblib\n\nmodel = joblib.load("model.bin")\n');
}

/** What an open panel follows. */
async function changes(workbench: Workbench, bench: Bench): Promise<void> {
  await workbench.setTheme('Dark Modern');
  await compare(workbench, [0, runsOfSettings]);
  await firstPaint(workbench.webview());
  const body = workbench.webview().locator('body');
  for (let run = 0; run < runs; run++) {
    const note = `note ${String(run)}`;
    await workbench.contextMenu(/^1\.9999\b/u, 'Edit Note…');
    await workbench.quickInput.type(note);
    await bench.add('two versions, a note edited', async () => {
      const painted = await nextPaint(body, `[title*="${note}"]`);
      const asked = Date.now();
      await workbench.quickInput.accept();
      return (await painted()) - asked;
    });
    const theme = run % 2 === 0 ? (['Light Modern', 'light'] as const) : (['Dark Modern', 'dark'] as const);
    await bench.add('two versions, theme changed', async () => {
      const painted = await nextPaint(body, `body.vscode-${theme[1]}`);
      const asked = Date.now();
      await workbench.setTheme(theme[0]);
      return (await painted()) - asked;
    });
  }
}
