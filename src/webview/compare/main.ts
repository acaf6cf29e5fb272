import type { ExportedComparison, PackedSnapshot } from '../../protocol/compare.ts';
import { CurveChart } from './curveChart.ts';
import { editorPort } from './editorPort.ts';
import { Panel } from './panel.ts';
import { unpackSnapshot } from './unpackSnapshot.ts';

/** The editor sends what it compares without being asked; a page that has got nothing by then asks. */
const patienceMs = 150;

customElements.define('curve-chart', CurveChart);

/** A comparison saved as one file carries its data; in the editor the panel is given it. */
function start(): void {
  const app = document.getElementById('app');
  if (app === null) throw new Error('The page has no place for the panel.');
  const exported = document.getElementById('exported');
  if (exported === null) follow(app);
  else showExported(app, JSON.parse(exported.textContent) as ExportedComparison);
}

function showExported(app: HTMLElement, { snapshot, curves }: ExportedComparison): void {
  new Panel(app, { host: null, curves, kept: null, keep: () => undefined }).show(snapshot);
}

/** Shows what the editor sends, one after the other: a short one must not overtake a long one that came before it. */
function follow(app: HTMLElement): void {
  let shown = Promise.resolve();
  const show = (packed: PackedSnapshot): Promise<void> => {
    shown = shown.then(async () => { panel.show(await unpackSnapshot(packed)); });
    return shown;
  };
  const port = editorPort({ show: (packed) => show(packed).then(() => null) });
  const panel = new Panel(app, port);
  const ask = (): void => {
    if (panel.isEmpty) port.host.load(null).then(show).catch((error: unknown) => { panel.showProblem(error); });
  };
  setTimeout(ask, patienceMs);
}

start();
