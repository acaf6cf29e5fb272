import { noChange } from 'lit/html.js';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A list longer than this is filled when somebody turns to it: making and measuring it takes longer than all else of a panel. */
const fewChoices = 40;

/** The options of a `select`: `<select ${selectOptions(choices, chosen)}>`. */
class SelectOptions extends Directive {
  #choices: readonly Choice[] = [];
  #chosen = '';
  #present: readonly Choice[] = [];
  #isWanted = false;

  render(_choices: readonly Choice[], _chosen: string): typeof noChange {
    return noChange;
  }

  override update({ element }: ElementPart, [choices, chosen]: [readonly Choice[], string]): typeof noChange {
    const select = element as HTMLSelectElement;
    if (this.#choices.length === 0) this.#listen(select);
    this.#choices = choices;
    this.#chosen = chosen;
    this.#fill(select);
    return noChange;
  }

  #listen(select: HTMLSelectElement): void {
    for (const event of ['focus', 'pointerenter', 'pointerdown']) {
      select.addEventListener(event, () => {
        this.#isWanted = true;
        this.#fill(select);
      });
    }
  }

  #fill(select: HTMLSelectElement): void {
    const all = this.#isWanted || this.#choices.length <= fewChoices;
    const wanted = all ? this.#choices : this.#choices.filter(({ value }) => value === this.#chosen);
    if (!isSame(wanted, this.#present)) select.replaceChildren(...wanted.map(({ value, label }) => new Option(label, value)));
    this.#present = wanted;
    if (select.value !== this.#chosen) select.value = this.#chosen;
  }
}

function isSame(some: readonly Choice[], others: readonly Choice[]): boolean {
  return some.length === others.length && some.every(({ value, label }, at) => value === others[at]?.value && label === others[at].label);
}

export const selectOptions = directive(SelectOptions);
