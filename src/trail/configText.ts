import { isMap, parse, parseDocument, type Document } from 'yaml';
import { configSchema, type TrailConfig } from '../domain/config.ts';
import { invalidConfig } from './config.ts';

// Most projects have no config.yaml: who reads one loads this, and the YAML library with it.

/** What the text of `config.yaml` chooses. Throws `file-unreadable` with the line that is wrong. */
export function parseConfig(text: string): TrailConfig {
  let document: unknown;
  try {
    document = parse(text, { maxAliasCount: 20, logLevel: 'error' });
  } catch (cause) {
    throw invalidConfig(cause instanceof Error ? (cause.message.split('\n')[0] ?? '').replace(/:$/u, '') : '', cause);
  }
  const result = configSchema.safeParse(document ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalidConfig(issue === undefined ? '' : [...(issue.path.length === 0 ? [] : [issue.path.join('.')]), issue.message].join(': '), result.error);
}

/** The text with one more choice, or with one less where `value` is null; null where that is so already. */
export function withChoice(text: string, place: readonly string[], value: string | number | boolean | null): string | null {
  const document = parseDocument(text);
  if (value === null ? !document.hasIn(place) : document.getIn(place) === value) return null;
  if (value === null) removeWithEmptyMaps(document, place);
  else document.setIn(place, value);
  return document.toString();
}

/** A map that holds nothing any more would only puzzle whoever opens the file. */
function removeWithEmptyMaps(document: Document, place: readonly string[]): void {
  document.deleteIn(place);
  const above = place.slice(0, -1);
  const map = above.length === 0 ? null : document.getIn(above);
  if (isMap(map) && map.items.length === 0) removeWithEmptyMaps(document, above);
}
