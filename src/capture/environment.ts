import * as z from 'zod';
import type { EnvironmentRecord, Remark } from '../domain/manifest.ts';
import { readInstalledPackages } from './installedPackages.ts';
import { findInterpreter } from './interpreter.ts';
import { describeSystem } from './system.ts';

/** An environment as it was written down where the model was trained. */
export const recordedEnvironmentSchema = z.object({
  python: z.string().nullable(),
  implementation: z.string().nullable().optional(),
  os: z.string().nullable(),
  arch: z.string().nullable(),
  /** Name, as the package writes it, to version. */
  packages: z.record(z.string(), z.string()),
});

export type RecordedEnvironment = Readonly<z.infer<typeof recordedEnvironmentSchema>>;

export interface EnvironmentRequest {
  /** Absolute. */
  readonly root: string;
  /** Absolute, `root` or below it. */
  readonly folder: string;
  /** Wins over what is found on this machine. */
  readonly recorded: RecordedEnvironment | null;
  /** This process's variables; of them only those that name a Python environment are looked at. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
}

export interface CapturedEnvironment {
  /** Its `packages` is null: only the store can name the blob of them. */
  readonly record: EnvironmentRecord;
  /** Name, as the package writes it, to version. */
  readonly packages: Readonly<Record<string, string>>;
  /** When packages were last installed or removed; null where that is not known. */
  readonly changedAt: number | null;
  readonly remarks: readonly Remark[];
}

/** The Python environment that a training run here would use, found without running it. */
export async function readEnvironment({ root, folder, recorded, variables = process.env }: EnvironmentRequest): Promise<CapturedEnvironment> {
  if (recorded !== null) {
    const { packages, python, os, arch } = recorded;
    const record = { python, implementation: recorded.implementation ?? null, os, arch, packages: null, source: { kind: 'record' } } as const;
    return { record, packages, changedAt: null, remarks: [] };
  }
  const system = await describeSystem();
  const interpreter = await findInterpreter(root, folder, variables);
  if (interpreter === null) {
    const remark = { code: 'environment-missing', text: 'No Python environment was found here, so its version and packages are not recorded.' };
    return { record: { python: null, implementation: null, ...system, packages: null, source: { kind: 'metadata' } }, packages: {}, changedAt: null, remarks: [remark] };
  }
  const { packages, changedAt, complete } = await readInstalledPackages(interpreter.packageFolders);
  const remarks: Remark[] = [];
  if (interpreter.assumed !== null) remarks.push({ code: 'environment-assumed', text: interpreter.assumed });
  if (!complete) remarks.push({ code: 'packages-cut', text: 'The environment holds more packages than are recorded.' });
  const source = interpreter.mark === null ? ({ kind: 'metadata' } as const) : ({ kind: 'file', path: interpreter.mark } as const);
  return { record: { python: interpreter.version, implementation: interpreter.implementation, ...system, packages: null, source }, packages, changedAt, remarks };
}
