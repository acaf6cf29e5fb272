import * as vscode from 'vscode';
import { asTrailError, type TrailError } from '../../base/errors.ts';
import type { Filter } from '../../domain/filter/filter.ts';
import { parseFilter } from '../../domain/filter/parse.ts';
import { suggest, type Suggestion } from '../../domain/filter/suggest.ts';
import { emptyVocabulary, type Vocabulary } from '../../domain/filter/vocabulary.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { showFailure } from '../context/messages.ts';
import { keepOrder, mistakeItem, suggestionItem } from './filterItems.ts';

export interface FilterText {
  readonly text: string;
  readonly filter: Filter;
}

interface BoxItem extends vscode.QuickPickItem {
  /** What takes the place of the term; null for the item that applies the filter. */
  readonly suggestion: Suggestion | null;
}

/** What the box asks of those who open it. */
export interface FilterBoxSource {
  vocabulary(): Promise<Vocabulary>;
  /** How many versions match. */
  count(filter: Filter): Promise<number>;
}

/** Asks for a filter; gives undefined where the person gave up. */
export function askFilter(context: EditorContext, source: FilterBoxSource, text: string): Promise<FilterText | undefined> {
  return new Promise((resolve) => {
    const box = new FilterBox(context, source, text, resolve);
    box.show();
  });
}

/** One input with the number of matches, or the mistake, below it, and then what could be typed next. */
class FilterBox {
  readonly #context: EditorContext;
  readonly #source: FilterBoxSource;
  readonly #pick = vscode.window.createQuickPick<BoxItem>();
  readonly #done: (chosen: FilterText | undefined) => void;
  #vocabulary = emptyVocabulary;
  /** Counts what was typed, so that an answer that comes late is not shown. */
  #typed = 0;

  constructor(context: EditorContext, source: FilterBoxSource, text: string, done: (chosen: FilterText | undefined) => void) {
    this.#context = context;
    this.#source = source;
    this.#done = done;
    this.#pick.title = vscode.l10n.t('Filter Versions');
    this.#pick.placeholder = vscode.l10n.t('Words, or terms such as acc>0.94 lr<1e-3 optimizer=AdamW author:me since:2w');
    this.#pick.value = text;
    keepOrder(this.#pick);
    this.#pick.onDidChangeValue(() => void this.#update());
    this.#pick.onDidAccept(() => {
      this.#accept();
    });
    this.#pick.onDidHide(() => {
      this.#done(undefined);
      this.#pick.dispose();
    });
  }

  show(): void {
    void this.#update();
    this.#pick.show();
    this.#source.vocabulary().then((vocabulary) => {
      this.#vocabulary = vocabulary;
      return this.#update();
    }, (error: unknown) => showFailure(this.#context, error));
  }

  async #update(): Promise<void> {
    const typed = ++this.#typed;
    const { value } = this.#pick;
    const parsed = parse(value);
    const suggestions = suggest(value, value.length, this.#vocabulary).map((suggestion): BoxItem => ({ ...suggestionItem(suggestion), suggestion }));
    if (!('filter' in parsed)) {
      this.#pick.items = [{ ...mistakeItem(parsed), suggestion: null }, ...suggestions];
      return;
    }
    // Shown before it is counted, so that Enter applies the filter however fast somebody types.
    this.#pick.items = [applyItem(null), ...suggestions];
    try {
      const count = await this.#source.count(parsed.filter);
      if (typed === this.#typed) this.#showCount(count, suggestions);
    } catch (error) {
      await showFailure(this.#context, error);
    }
  }

  /** New items put the focus on the first; somebody may have moved it meanwhile. */
  #showCount(count: number, suggestions: readonly BoxItem[]): void {
    const active = this.#pick.activeItems.filter((item) => suggestions.includes(item));
    this.#pick.items = [applyItem(count), ...suggestions];
    if (active.length > 0) this.#pick.activeItems = active;
  }

  #accept(): void {
    const { value, items } = this.#pick;
    // The focus may still be on an item of what was typed before.
    const suggestion = this.#pick.activeItems.find((item) => items.includes(item))?.suggestion ?? null;
    if (suggestion !== null) {
      this.#pick.value = value.slice(0, suggestion.from) + suggestion.insert + value.slice(suggestion.to);
      void this.#update();
      return;
    }
    const parsed = parse(value);
    if (!('filter' in parsed)) return;
    this.#done({ text: value.trim(), filter: parsed.filter });
    this.#pick.hide();
  }
}

function parse(text: string): { readonly filter: Filter } | TrailError {
  try {
    return { filter: parseFilter(text) };
  } catch (error) {
    return asTrailError(error);
  }
}

function applyItem(count: number | null): BoxItem {
  const label = count === null ? vscode.l10n.t('Apply') : count === 0 ? vscode.l10n.t('No version matches') : count === 1 ? vscode.l10n.t('1 version matches') : vscode.l10n.t('{0} versions match', count.toLocaleString('en-US'));
  return { label: `$(filter) ${label}`, alwaysShow: true, suggestion: null };
}
