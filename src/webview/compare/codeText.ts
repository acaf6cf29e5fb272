import { html, type TemplateResult } from 'lit/html.js';
import type { CodeLine, TokenKind } from '../../domain/comparison.ts';
import { visibleCode, type Text } from '../components/visibleText.ts';

interface Piece {
  readonly text: string;
  readonly kind: TokenKind | null;
  readonly marked: boolean;
}

/** A line's text in the colours of its syntax, with what differs marked. */
export function codeText(line: CodeLine): TemplateResult {
  const runs: { readonly marked: boolean; readonly texts: Text[] }[] = [];
  for (const piece of pieces(line)) {
    const last = runs.at(-1);
    if (last?.marked === piece.marked) last.texts.push(coloured(piece));
    else runs.push({ marked: piece.marked, texts: [coloured(piece)] });
  }
  return html`${runs.map(({ marked, texts }) => (marked ? html`<mark>${texts}</mark>` : texts))}`;
}

function coloured({ text, kind }: Piece): Text {
  const shown = visibleCode(text) as Text;
  return kind === null || kind === 'name' ? shown : html`<span class="token-${kind}">${shown}</span>`;
}

/** Cuts the line wherever a token or a mark begins or ends. */
function pieces({ text, tokens, marks }: CodeLine): Piece[] {
  const cuts = new Set([0, text.length]);
  for (const [from, to] of [...tokens, ...marks]) cuts.add(Math.min(from, text.length)).add(Math.min(to, text.length));
  const places = [...cuts].sort((one, other) => one - other);
  return places.slice(0, -1).map((from, index) => ({
    text: text.slice(from, places[index + 1]),
    kind: tokens.find(([start, end]) => start <= from && from < end)?.[2] ?? null,
    marked: marks.some(([start, end]) => start <= from && from < end),
  }));
}
