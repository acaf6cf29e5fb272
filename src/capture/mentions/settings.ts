import type { Value } from '../../domain/value.ts';
import { maxSettingsBytes, settingsReaderFor } from '../settingsFile.ts';

/** A value of a settings file, with its dotted name. */
export interface WrittenSetting {
  readonly name: string;
  readonly value: Value;
  /** As it is written, where the value's own text would be another. */
  readonly text: string | null;
}

/** A file of settings as it stands in an editor. */
export interface SettingsText {
  readonly path: string;
  readonly text: string;
}

/** The values of a settings file by the lines, from 0, that they stand on; none where the text can't be read. */
export function settingsByLine({ path, text }: SettingsText): { readonly line: number; readonly setting: WrittenSetting }[] {
  if (text.length > maxSettingsBytes) return [];
  try {
    const { values } = settingsReaderFor(path)(text);
    return [...values].flatMap(([name, { value, text: written, line }]) => (line === null ? [] : [{ line: line - 1, setting: { name, value, text: written ?? null } }]));
  } catch {
    return [];
  }
}

/** Those on one line. */
export function settingsOnLine({ line, ...file }: SettingsText & { readonly line: number }): WrittenSetting[] {
  return settingsByLine(file).flatMap((each) => (each.line === line ? [each.setting] : []));
}
