import { concatTexts, exactText, hole, type Text } from './text.ts';

/** Fills a template's places; what is not known of a place, or is formatted, stays open. */
export type Fill = (place: string, specification: string) => Text;

/** `"epoch-{n:03d}.pt".format(…)`, and the file names of checkpoint callbacks. */
export function fillBraces(template: string, fill: Fill): Text {
  let next = 0;
  return fillPlaces(template, /\{\{|\}\}|\{([^{}:!]*)(?:!\w)?(?::((?:[^{}]|\{[^{}]*\})*))?\}/gu, (match) => {
    if (match[0] === '{{') return exactText('{');
    if (match[0] === '}}') return exactText('}');
    const name = match[1] ?? '';
    return fill(name === '' ? String(next++) : name, match[2] ?? '');
  });
}

/** `"epoch-%03d.pt" % n`. */
export function fillPercent(template: string, fill: Fill): Text {
  let next = 0;
  return fillPlaces(template, /%(?:\((\w+)\))?([-#0 +]*\d*(?:\.\d+)?)([a-z%])/giu, (match) => {
    if (match[3] === '%') return exactText('%');
    return fill(match[1] ?? String(next++), match[3] === 's' ? '' : `${match[2] ?? ''}${match[3] ?? ''}`);
  });
}

function fillPlaces(template: string, places: RegExp, text: (match: RegExpMatchArray) => Text): Text {
  const parts: Text[] = [];
  let end = 0;
  for (const match of template.matchAll(places)) {
    parts.push(exactText(template.slice(end, match.index)), text(match));
    end = match.index + match[0].length;
    if (parts.length > 128) return hole;
  }
  return concatTexts(...parts, exactText(template.slice(end)));
}
