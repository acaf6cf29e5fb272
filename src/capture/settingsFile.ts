import type { Remark } from '../domain/manifest.ts';
import { extensionOf } from '../domain/modelFile.ts';
import { readJsonSettings } from './jsonSettings.ts';
import { SettingsError, type SettingValue } from './settingValues.ts';
import { isUnreadable, readSource, sourceText, unreadableRemark, type SourceFile } from './sourceFile.ts';
import { readTomlSettings } from './tomlSettings.ts';
import { readYamlSettings } from './yamlSettings.ts';

export const maxSettingsBytes = 1024 * 1024;

export interface SettingsFile {
  readonly file: SourceFile;
  readonly values: ReadonlyMap<string, SettingValue>;
  readonly remarks: readonly Remark[];
}

/** Reads a JSON, YAML or TOML file; null where there is none. A file that can't be read is one without values, and a remark. */
export async function readSettingsFile(root: string, path: string): Promise<SettingsFile | Remark | null> {
  const file = await readSource(root, path, maxSettingsBytes);
  if (file === null) return null;
  if (isUnreadable(file)) return unreadableRemark(file);
  try {
    const { values, doubts } = settingsReaderFor(path)(sourceText(file));
    const remarks = doubts.slice(0, 5).map((doubt) => ({ code: 'settings-doubtful', text: `${path}: ${doubt}.`, path }));
    return { file, values, remarks };
  } catch (error) {
    const why = error instanceof SettingsError ? error.message : 'it is not valid';
    return { file, values: new Map(), remarks: [{ code: 'settings-unreadable', text: `${path} was not read: ${why}.`, path }] };
  }
}

/** The reader of a format, by the extension; each throws SettingsError. */
export function settingsReaderFor(path: string): typeof readJsonSettings {
  const extension = extensionOf(path);
  if (extension === 'json') return readJsonSettings;
  return extension === 'toml' ? readTomlSettings : readYamlSettings;
}
