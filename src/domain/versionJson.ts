import type { Json } from './canonicalJson.ts';
import type { RecordedValue, Version } from './version.ts';
import { plainJson } from './value.ts';

/** A version for programs: the `V` of every `--json`. Fields may be added, never removed or changed in meaning. */
export function versionJson(version: Version): { readonly [key: string]: Json } {
  return {
    id: version.id,
    model: version.model,
    label: version.label,
    createdAt: version.createdAt,
    trainedAt: version.trainedAt,
    capturedAt: version.capturedAt,
    note: version.note,
    author: version.author.name,
    parents: version.parents,
    aliases: version.aliases,
    tags: version.tags,
    deleted: version.deleted,
    artifacts: version.artifacts.map(({ path, size, sha256, bytes, files }) => ({ path, size, sha256, bytes, ...(files === undefined ? {} : { files }) })),
    params: plainValues(version.params),
    metrics: plainValues(version.metrics),
    code:
      version.code === null
        ? null
        : {
            commit: version.code.commit,
            branch: version.code.branch,
            patch: version.code.patch,
            script: version.code.script,
            files: version.code.files.map(({ path, sha256, size, role }) => ({ path, sha256, size, role })),
          },
    data: version.data.map(({ path, sha256, size, rows }) => ({ path, sha256, size, rows })),
    environment:
      version.environment === null
        ? null
        : {
            python: version.environment.python,
            os: version.environment.os,
            arch: version.environment.arch,
            packages: Object.fromEntries(version.environment.packages),
          },
    run: version.run === null ? null : { command: version.run.command, folder: version.run.folder, startedAt: version.run.startedAt, endedAt: version.run.endedAt, exitCode: version.run.exitCode, variables: version.run.variables, seed: version.run.seed },
    remarks: version.remarks.map(({ code, text, path }) => ({ code, text, path: path ?? null })),
  };
}

function plainValues(values: ReadonlyMap<string, RecordedValue>): Json {
  return Object.fromEntries([...values].map(([name, { value }]) => [name, plainJson(value)]));
}
