import { Virtualizer, observeWindowOffset, observeWindowRect, windowScroll, type Range, type VirtualizerOptions } from '@tanstack/virtual-core';

/** What a table's body holds now: rows by their position, and the room of those that are out of sight. */
export type VirtualEntry = { readonly kind: 'row'; readonly index: number } | { readonly kind: 'gap'; readonly key: string; readonly height: number };

/** Fewer rows than this are simply all there. */
const fewRows = 60;
const overscan = 8;

/** The rows of one table that are near the window; the others are room. Heights are guessed first, then measured. */
export class VirtualRows {
  readonly #virtualizer: Virtualizer<Window, HTMLElement>;
  readonly #onChange: () => void;
  #mounted = false;
  #body: HTMLElement | null = null;
  #count = 0;
  #keyOf: (index: number) => string = String;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
    this.#virtualizer = new Virtualizer<Window, HTMLElement>(this.#options(() => 26, String));
  }

  /** Takes the table's rows as they are now. */
  entries(count: number, heightOf: (index: number) => number, keyOf: (index: number) => string): VirtualEntry[] {
    this.#count = count;
    this.#keyOf = keyOf;
    if (count <= fewRows) return Array.from({ length: count }, (_, index) => ({ kind: 'row', index }));
    this.#virtualizer.setOptions(this.#options(heightOf, keyOf));
    if (!this.#mounted) this.#virtualizer._didMount();
    this.#mounted = true;
    this.#virtualizer._willUpdate();
    return this.#visibleEntries();
  }

  /** The table's body, once it is on the page. */
  place(body: HTMLElement | null): void {
    this.#body = body;
  }

  /** After each rendering: where the body is on the page, and how high its rows came out. */
  rendered(): void {
    const body = this.#body;
    if (body === null || this.#count <= fewRows) return;
    const top = Math.round(body.getBoundingClientRect().top + window.scrollY);
    if (Math.abs(top - this.#virtualizer.options.scrollMargin) > 1) {
      this.#virtualizer.setOptions({ ...this.#virtualizer.options, scrollMargin: top });
      this.#onChange();
    }
    for (const row of body.querySelectorAll<HTMLElement>(':scope > tr[data-index]')) this.#virtualizer.measureElement(row);
  }

  /** Scrolls the page so that a row that may not be there yet comes into view. */
  scrollTo(index: number): void {
    if (this.#count > fewRows) this.#virtualizer.scrollToIndex(index, { align: 'center' });
  }

  /** The same for a row known by its key. */
  scrollToKey(key: string): void {
    for (let index = 0; index < this.#count; index++) if (this.#keyOf(index) === key) this.scrollTo(index);
  }

  #options(estimateSize: (index: number) => number, getItemKey: (index: number) => string): VirtualizerOptions<Window, HTMLElement> {
    const known = this.#virtualizer as Virtualizer<Window, HTMLElement> | undefined;
    return {
      count: this.#count,
      getScrollElement: () => window,
      estimateSize,
      getItemKey,
      overscan,
      scrollMargin: known?.options.scrollMargin ?? 0,
      initialRect: { width: window.innerWidth, height: window.innerHeight },
      initialOffset: () => window.scrollY,
      observeElementRect: observeWindowRect,
      observeElementOffset: observeWindowOffset,
      scrollToFn: windowScroll,
      rangeExtractor: (range: Range) => this.#indexes(range),
      onChange: this.#onChange,
    };
  }

  /** The focused row and its neighbours stay, or the arrow keys would lose their place. */
  #indexes(range: Range): number[] {
    const wanted = new Set<number>();
    const add = (from: number, to: number): void => {
      for (let index = Math.max(0, from); index <= Math.min(range.count - 1, to); index++) wanted.add(index);
    };
    add(range.startIndex - overscan, range.endIndex + overscan);
    const focused = this.#focusedIndex();
    if (focused !== null) add(focused - 1, focused + 1);
    return [...wanted].sort((one, other) => one - other);
  }

  #focusedIndex(): number | null {
    const row = document.activeElement?.closest<HTMLElement>('tr[data-index]');
    return row != null && this.#body?.contains(row) === true ? Number(row.dataset['index']) : null;
  }

  #visibleEntries(): VirtualEntry[] {
    const entries: VirtualEntry[] = [];
    const margin = this.#virtualizer.options.scrollMargin;
    let end = 0;
    for (const item of this.#virtualizer.getVirtualItems()) {
      if (item.start - margin > end) entries.push({ kind: 'gap', key: `before ${String(item.key)}`, height: item.start - margin - end });
      entries.push({ kind: 'row', index: item.index });
      end = item.end - margin;
    }
    const rest = this.#virtualizer.getTotalSize() - end;
    if (rest > 0) entries.push({ kind: 'gap', key: 'rest', height: rest });
    return entries;
  }
}
