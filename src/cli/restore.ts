import type { Command } from 'commander';
import { versionJson } from '../domain/versionJson.ts';
import { countText } from '../domain/numberText.ts';
import { findVersion } from '../trail/findVersion.ts';
import { relativePath } from '../trail/paths.ts';
import { restoreVersion } from '../trail/restoreVersion.ts';
import { runVerb, type CommandContext, type Environment } from './command.ts';
import { versionName } from './versionText.ts';

export function registerRestore(program: Command, environment: Environment): void {
  program
    .command('restore')
    .description('bring a version back byte for byte')
    .argument('<ref>', 'such as churn@1.2')
    .option('--to <path>', 'another place than where it was saved from')
    .action(runVerb(environment, restore));
}

async function restore(context: CommandContext, reference: string, options: { readonly to?: string }): Promise<undefined> {
  const { trail, output } = context;
  const version = await findVersion(trail, reference);
  const restored = await restoreVersion(trail, { version, ...options }, context.longWork('Restoring'));
  const files = restored.files.map(({ path, sha256 }) => ({ path: relativePath(trail.root, path) ?? path, sha256 }));
  const kept = restored.safetyCopies.length === 0 ? [] : [`What stood there was in no version; it is kept for 14 days (${countText(restored.safetyCopies.length, 'file')}).`];
  output.answer({ version: versionJson(version), path: files[0]?.path ?? null, sha256: files[0]?.sha256 ?? null, files }, [
    ...files.map(({ path }) => `Restored ${path} from ${versionName(version)}.`),
    ...kept,
  ]);
}
