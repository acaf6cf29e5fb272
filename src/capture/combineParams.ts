import type { Remark } from '../domain/manifest.ts';
import { findSecretIn } from '../domain/secrets.ts';
import { sourceText } from '../domain/sourceText.ts';
import { encodeValue, valueText } from '../domain/value.ts';
import type { RecordedValue } from '../domain/version.ts';
import type { ScriptSetting } from './python/scriptSettings.ts';

type Params = ReadonlyMap<string, RecordedValue>;

/** Remarks that no longer hold once it is known how a script was started. */
export const defaultsAssumed = 'defaults-assumed';

/**
 * Parameters from several places under one precedence: what the model file holds outweighs the command line, that outweighs files
 * of settings, and these outweigh what stands in the script. Whatever is outweighed by another value is said.
 * @param weaker what is outweighed by `stronger`
 * @param where the end of a sentence: "in the model file"
 */
export function outweigh(weaker: Params, stronger: Params, where: string): { readonly values: Params; readonly remarks: readonly Remark[] } {
  const remarks = [...stronger].flatMap(([name, { value }]) => {
    const other = weaker.get(name);
    // A default is there to be outweighed.
    if (other === undefined || other.source.kind === 'default' || valueText(other.value) === valueText(value)) return [];
    return [{ code: 'params-conflict', text: `${name} is ${valueText(other.value)} in ${sourceText(other.source)} and ${valueText(value)} ${where}, which counts.` }];
  });
  const repeated = repeatedInSteps(weaker, stronger);
  return { values: new Map([...stronger, ...[...weaker].filter(([name]) => !repeated.has(name) && !stronger.has(name))]), remarks };
}

/** `C` in the script is `clf__C` in a pipeline's file: one parameter, not two. */
function repeatedInSteps(weaker: Params, stronger: Params): ReadonlySet<string> {
  const inSteps = new Map([...stronger].filter(([name]) => name.includes('__')).map(([name, { value }]) => [name.slice(name.lastIndexOf('__') + 2), valueText(value)]));
  return new Set([...weaker].filter(([name, { value, source }]) => source.kind === 'code' && inSteps.get(name) === valueText(value)).map(([name]) => name));
}

/** What stands in a script, as it is recorded; a token is no hyperparameter, and stays where it is. */
export function recordedSettings(settings: readonly ScriptSetting[]): Map<string, RecordedValue> {
  const plain = settings.filter(({ name, value }) => findSecretIn(encodeValue(value), name) === null);
  return new Map(plain.map(({ name, value, text, path, line, isDefault }) => [name, { value, ...(text === undefined ? {} : { text }), source: { kind: isDefault ? 'default' : 'code', path, line } }]));
}

/** That values are what a script uses when it is started without arguments; nobody saw how it was. */
export function defaultsRemark(script: string, values: Params): Remark[] {
  const names = [...values].filter(([, { source }]) => source.kind === 'default').map(([name]) => name);
  const [first, second, ...others] = names;
  if (first === undefined) return [];
  const listed = second === undefined ? `${first} is its default` : others.length === 0 ? `${first} and ${second} are its defaults` : `${first}, ${second} and ${String(others.length)} more are its defaults`;
  return [{ code: defaultsAssumed, text: `How ${script} was started is not known: ${listed}.`, path: script }];
}
