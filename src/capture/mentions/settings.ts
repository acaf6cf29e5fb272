import type { Value } from '../../domain/value.ts';
import { maxSettingsBytes, settingsReaderFor } from '../settingsFile.ts';

/** A value of a settings file, with its dotted name. */
export interface WrittenSetting {
  readonly name: string;
  readonly value: Value;
  /** As it is written, where the value's own text would be another. */
  readonly text: string | null;
}

/** The values that stand on a line (from 0) of a settings file; none where the text can't be read. */
export function settingsOnLine({ path, text, line }: { readonly path: string; readonly text: string; readonly line: number }): WrittenSetting[] {
  if (text.length > maxSettingsBytes) return [];
  try {
    const { values } = settingsReaderFor(path)(text);
    return [...values].flatMap(([name, setting]) => (setting.line === line + 1 ? [{ name, value: setting.value, text: setting.text ?? null }] : []));
  } catch {
    return [];
  }
}
