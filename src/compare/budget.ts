/** How much of something one comparison may cost: what strangers recorded must not take longer than a person waits. */
export class Budget {
  #left: number;

  constructor(amount: number) {
    this.#left = amount;
  }

  get left(): number {
    return this.#left;
  }

  /** Takes that much where it is there; nothing, and false, where it is not. */
  take(amount: number): boolean {
    if (amount > this.#left) return false;
    this.#left -= amount;
    return true;
  }
}

/** What the code of two versions may cost in all; a file for which it is not enough is shown with less. */
export interface CodeBudget {
  /** Characters of files shown line by line. */
  readonly shown: Budget;
  /** Characters whose syntax is coloured. */
  readonly coloured: Budget;
  /** Characters of lines in which differences are marked. */
  readonly marked: Budget;
  /** Edits, squared: that is what finding them costs. */
  readonly edits: Budget;
}

/** A quarter of a second each, at the worst. */
export function codeBudget(): CodeBudget {
  return { shown: new Budget(2_100_000), coloured: new Budget(200_000), marked: new Budget(400_000), edits: new Budget(3_000_000) };
}
