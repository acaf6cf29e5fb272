import type { ExportedComparison } from '../../protocol/compare.ts';
import { CurveChart } from './curveChart.ts';
import { editorPort } from './editorPort.ts';
import { Panel } from './panel.ts';

customElements.define('curve-chart', CurveChart);

/** A comparison saved as one file carries its data; in the editor the panel asks for it. */
async function start(): Promise<void> {
  const app = document.getElementById('app');
  if (app === null) throw new Error('The page has no place for the panel.');
  const exported = document.getElementById('exported');
  if (exported !== null) {
    const { snapshot, curves } = JSON.parse(exported.textContent) as ExportedComparison;
    new Panel(app, { host: null, curves, kept: null, keep: () => undefined }).show(snapshot);
    return;
  }
  // What the editor shows before the panel is made would be shown again by the answer to `load`.
  let panel: Panel | null = null;
  const port = editorPort({
    show: (snapshot) => {
      panel?.show(snapshot);
      return Promise.resolve(null);
    },
  });
  panel = new Panel(app, port);
  await panel.load();
}

void start();
