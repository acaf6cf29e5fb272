import { render } from 'lit/html.js';
import type { Comparison, LinkTarget } from '../../domain/comparison.ts';
import type { CompareHostTable, CompareSnapshot } from '../../protocol/compare.ts';
import { digitWidth } from '../components/digitWidth.ts';
import { fadeIn } from '../components/motion.ts';
import { VirtualRows } from '../components/virtualRows.ts';
import { CurveStore } from './curveStore.ts';
import { listenToKeys } from './keys.ts';
import type { KeptState, PanelPort } from './panelPort.ts';
import { panelView, problemView } from './panelView.ts';
import { codeWidth, columnWidth, layoutOf } from './layout.ts';
import { placeParam, showLine, showRow } from './reveal.ts';
import type { Actions, CurveState, PanelSection, Scene } from './scene.ts';
import { sectionInView, showSection } from './sectionScroll.ts';
import { seriesStyles } from './series.ts';
import { roveTables } from './tableKeys.ts';
import { drawTie } from './tie.ts';
import { initialView, restoredView, turned, type ViewState } from './viewState.ts';

/** The state of a compare panel, and the one loop that draws it. */
export class Panel implements Actions {
  readonly #app: HTMLElement;
  readonly #port: PanelPort;
  readonly #curves: CurveStore;
  readonly #tables = new Map<string, VirtualRows>();
  readonly #afterDrawing: (() => void)[] = [];
  #snapshot: CompareSnapshot | null = null;
  #view: ViewState = initialView;
  #width: number;
  #hovered: string | null = null;
  #lit: number | null = null;
  #current: PanelSection | null = null;
  #drawing = 0;
  #keeping = 0;

  constructor(app: HTMLElement, port: PanelPort) {
    this.#app = app;
    this.#port = port;
    this.#curves = new CurveStore(port.host, port.curves, () => { this.#schedule(); });
    this.#width = app.clientWidth;
    new ResizeObserver(() => { this.#resized(); }).observe(app);
    window.addEventListener('scroll', () => { this.#scrolled(); }, { passive: true });
    listenToKeys(app, () => this.#scene());
  }

  get hasHost(): boolean {
    return this.#port.host !== null;
  }

  /** Asks the editor for what this panel shows. */
  async load(): Promise<void> {
    if (this.#port.host === null) return;
    try {
      this.show(await this.#port.host.load(null));
    } catch (error) {
      this.#showProblem(error);
    }
  }

  /** Shows a comparison whole; selection, folds and scrolling stay. */
  show(snapshot: CompareSnapshot): void {
    const first = this.#snapshot === null;
    if (first) this.#view = this.#restore(snapshot);
    this.#snapshot = snapshot;
    this.#curves.renew();
    const start = performance.now();
    this.#draw();
    if (first) performance.measure('panel first drawing', { start });
    if (first) this.#restoreScroll(this.#view.scroll);
    this.#keep();
  }

  change(change: Partial<ViewState>): void {
    this.#view = { ...this.#view, ...change };
    this.#schedule();
    this.#keep();
  }

  toggle(fold: string): void {
    const before = new Set(this.#app.querySelectorAll('tr[data-row]'));
    this.#afterDrawing.push(() => {
      for (const row of this.#app.querySelectorAll('tr[data-row]')) if (!before.has(row)) fadeIn(row, 100);
    });
    this.change({ open: turned(this.#view.open, fold) });
  }

  select(param: string | null, show: 'line' | 'row' | 'nothing'): void {
    this.change({ selected: param });
    const scene = this.#scene();
    if (scene === null || param === null || show === 'nothing') return;
    this.change(placeParam(scene, param, show));
    this.#afterDrawing.push(() => {
      const now = this.#scene();
      if (now === null) return;
      if (show === 'line') showLine(this.#app, now, param);
      else showRow(this.#app, now, param);
    });
  }

  hover(param: string | null): void {
    if (param === this.#hovered) return;
    this.#hovered = param;
    this.#schedule();
  }

  light(version: number | null): void {
    if (version === this.#lit) return;
    this.#lit = version;
    this.#schedule();
  }

  follow(link: LinkTarget): void {
    if (link.kind === 'section') this.goTo(link.section);
    else this.ask((host) => host.openLink({ link }));
  }

  goTo(section: PanelSection): void {
    const scene = this.#scene();
    if (scene !== null) showSection(this.#app, scene, section);
    this.#current = section;
    this.#schedule();
  }

  /** The editor tells a person itself what went wrong with what it was asked. */
  ask(request: (host: CompareHostTable) => Promise<unknown>): void {
    if (this.#port.host !== null) request(this.#port.host).catch(() => undefined);
  }

  arrange(versions: readonly number[], baseline: number, focus: number): void {
    const ids = versions.map((position) => this.#snapshot?.identity.ids[position]).filter((id) => id !== undefined);
    this.ask((host) => host.arrange({ ids, baseline, focus }));
  }

  curve(name: string): CurveState {
    return this.#curves.get(name);
  }

  rows(table: string): VirtualRows {
    const known = this.#tables.get(table) ?? new VirtualRows(() => { this.#schedule(); });
    this.#tables.set(table, known);
    return known;
  }

  #scene(): Scene | null {
    const snapshot = this.#snapshot;
    const comparison = snapshot?.comparison ?? null;
    if (snapshot === null || comparison === null) return null;
    const digit = digitWidth(this.#app);
    const layout = layoutOf(this.#width, comparison, digit);
    return {
      snapshot,
      comparison,
      view: this.#view,
      layout,
      columnWidth: columnWidth(this.#width, layout, comparison),
      digit,
      roomForTwo: codeWidth(this.#width, layout, comparison) >= 540,
      series: seriesStyles(comparison),
      order: shownOrder(comparison),
      hovered: this.#hovered,
      lit: this.#lit,
      current: this.#current,
      act: this,
    };
  }

  #schedule(): void {
    if (this.#drawing !== 0) return;
    this.#drawing = requestAnimationFrame(() => { this.#draw(); });
  }

  #draw(): void {
    cancelAnimationFrame(this.#drawing);
    this.#drawing = 0;
    const scene = this.#scene();
    if (scene === null) {
      if (this.#snapshot !== null) render(problemView(this.#snapshot.problem ?? { message: 'There is nothing to compare.', hint: '' }), this.#app);
      return;
    }
    render(panelView(scene), this.#app);
    for (const table of this.#tables.values()) table.rendered();
    roveTables(this.#app);
    for (const act of this.#afterDrawing.splice(0)) act();
    drawTie(this.#app);
  }

  #showProblem(error: unknown): void {
    render(problemView({ message: error instanceof Error ? error.message : String(error), hint: 'Close this panel and compare again.' }), this.#app);
  }

  #restore(snapshot: CompareSnapshot): ViewState {
    const kept = this.#port.kept as Partial<KeptState> | null | undefined;
    return kept?.identity?.ids.join() === snapshot.identity.ids.join() ? restoredView(kept.view) : initialView;
  }

  /** Rows that come in are measured first; only then the page is as high as it was. */
  #restoreScroll(scroll: number): void {
    if (scroll === 0) return;
    window.scrollTo(0, scroll);
    requestAnimationFrame(() => { window.scrollTo(0, scroll); });
  }

  #resized(): void {
    if (this.#app.clientWidth === this.#width) return;
    this.#width = this.#app.clientWidth;
    this.#schedule();
  }

  #scrolled(): void {
    const current = sectionInView(this.#app);
    if (current !== this.#current) {
      this.#current = current;
      this.#schedule();
    }
    this.#view = { ...this.#view, scroll: Math.round(window.scrollY) };
    this.#keep();
  }

  /** Every change of a field would be too often. */
  #keep(): void {
    clearTimeout(this.#keeping);
    this.#keeping = window.setTimeout(() => {
      if (this.#snapshot !== null) this.#port.keep({ identity: this.#snapshot.identity, view: this.#view });
    }, 150);
  }
}

/** Of two, the baseline stands left; more keep the order that they were given in. */
function shownOrder({ versions, baseline }: Comparison): number[] {
  const all = versions.map((_, position) => position);
  return all.length > 2 ? all : [baseline, ...all.filter((position) => position !== baseline)];
}
