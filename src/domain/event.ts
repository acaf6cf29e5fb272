import * as z from 'zod';
import { TrailError } from '../base/errors.ts';
import { documentId, type Json } from './canonicalJson.ts';
import { authorSchema, sha256Schema } from './manifest.ts';

const common = {
  schema: z.literal(1),
  /** max(now, newest seen + 1 ms), so that an event is later than all it knew of. */
  time: z.iso.datetime({ precision: 3 }),
  author: authorSchema,
  /** Ids of the events on the same field that the author had seen; they are superseded. */
  seen: z.array(sha256Schema),
};
const version = sha256Schema;
const name = z.string().min(1).max(200);

/** One immutable statement. Each changes one field of one version, or one alias of a model; `saved` begins all of a version's. */
export const eventSchema = z.discriminatedUnion('type', [
  z.looseObject({ ...common, type: z.literal('saved'), version, label: name, note: z.string(), origin: z.string() }),
  z.looseObject({ ...common, type: z.literal('labelled'), version, label: name }),
  z.looseObject({ ...common, type: z.literal('noted'), version, note: z.string() }),
  z.looseObject({ ...common, type: z.literal('tagged'), version, tag: name, present: z.boolean() }),
  z.looseObject({ ...common, type: z.literal('deleted'), version, deleted: z.boolean() }),
  z.looseObject({ ...common, type: z.literal('aliased'), model: name, alias: name, version: version.nullable() }),
]);

export type TrailEvent = z.infer<typeof eventSchema>;
export type TrailEventType = TrailEvent['type'];

/** A statement before it is signed with author, time and what was seen. `saved` is made by a save alone. */
export type Statement =
  | { readonly type: 'labelled'; readonly version: string; readonly label: string }
  | { readonly type: 'noted'; readonly version: string; readonly note: string }
  | { readonly type: 'tagged'; readonly version: string; readonly tag: string; readonly present: boolean }
  | { readonly type: 'deleted'; readonly version: string; readonly deleted: boolean }
  | { readonly type: 'aliased'; readonly model: string; readonly alias: string; readonly version: string | null };

/** An event type of a later program: kept and passed on, without effect here. */
export interface StoredEvent {
  readonly id: string;
  readonly event: TrailEvent;
}

/** The fields that an event speaks of; two events on one field, neither of which has seen the other, are two heads. */
export function eventFields(event: TrailEvent | Statement): string[] {
  switch (event.type) {
    case 'saved':
      return [`${event.version}/label`, `${event.version}/note`, `${event.version}/deleted`];
    case 'labelled':
      return [`${event.version}/label`];
    case 'noted':
      return [`${event.version}/note`];
    case 'tagged':
      return [`${event.version}/tag/${event.tag}`];
    case 'deleted':
      return [`${event.version}/deleted`];
    case 'aliased':
      return [`${event.model}/alias/${event.alias}`];
  }
}

/** Checks a document from disk or from a stranger; throws `document-invalid`. */
export function checkEvent(document: Json): TrailEvent {
  const result = eventSchema.safeParse(document);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new TrailError('document-invalid', `An event is not valid: ${issue === undefined ? 'unknown' : `${issue.path.join('.')}: ${issue.message}`}.`);
}

export function eventId(event: TrailEvent): string {
  return documentId(event as Json);
}
