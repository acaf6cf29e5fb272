import type { ExportedComparison } from '../../protocol/compare.ts';
import { CurveChart } from './curveChart.ts';
import { editorPort } from './editorPort.ts';
import { Panel } from './panel.ts';

/** The editor sends what it compares without being asked; a page that has got nothing by then asks. */
const patienceMs = 150;

customElements.define('curve-chart', CurveChart);

/** A comparison saved as one file carries its data; in the editor the panel asks for it. */
function start(): void {
  const app = document.getElementById('app');
  if (app === null) throw new Error('The page has no place for the panel.');
  const exported = document.getElementById('exported');
  if (exported !== null) {
    const { snapshot, curves } = JSON.parse(exported.textContent) as ExportedComparison;
    new Panel(app, { host: null, curves, kept: null, keep: () => undefined }).show(snapshot);
    return;
  }
  const port = editorPort({
    show: (snapshot) => {
      panel.show(snapshot);
      return Promise.resolve(null);
    },
  });
  const panel = new Panel(app, port);
  setTimeout(() => void panel.loadUnlessShown(), patienceMs);
}

start();
