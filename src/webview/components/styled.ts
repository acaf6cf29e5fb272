import { noChange } from 'lit/html.js';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

type Styles = Readonly<Record<string, string>>;

/** The content policy forbids style attributes, which is what lit's own `styleMap` begins with; single properties may be set. */
class Styled extends Directive {
  #before: Styles = {};

  render(_styles: Styles): typeof noChange {
    return noChange;
  }

  override update({ element }: ElementPart, [styles]: [Styles]): typeof noChange {
    const { style } = element as HTMLElement;
    for (const name of Object.keys(this.#before)) if (!(name in styles)) style.removeProperty(name);
    for (const [name, value] of Object.entries(styles)) if (this.#before[name] !== value) style.setProperty(name, value);
    this.#before = styles;
    return noChange;
  }
}

/** Sets CSS properties of an element: `<td ${styled({ height: '26px' })}>`. */
export const styled = directive(Styled);
