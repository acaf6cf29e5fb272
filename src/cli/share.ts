import type { Command } from 'commander';
import { countText } from '../domain/numberText.ts';
import { findVersion } from '../trail/findVersion.ts';
import { keptText, shareHistory, sharingStatus, stopSharing, type SharingStatus } from '../trail/shareHistory.ts';
import { runVerb, type CommandContext, type Environment } from './command.ts';
import { versionName } from './versionText.ts';

interface OnOptions {
  readonly include: readonly string[];
}

export function registerShare(program: Command, environment: Environment): void {
  const share = program.command('share').description('share the history of versions through Git, without the models’ bytes');
  share
    .command('on')
    .description('write the history to .modeltrail/history, now and with each change; nothing is committed')
    .option('--include <ref>', 'share this version though it seems to hold a secret (repeat for more)', (ref: string, before: readonly string[]) => [...before, ref], [])
    .action(runVerb(environment, on));
  share.command('off').description('stop writing; what is there stays').action(runVerb(environment, off));
  share.command('status').description('what is shared, what waits to be committed, what is not shared and why').action(runVerb(environment, status));
}

async function on(context: CommandContext, options: OnOptions): Promise<undefined> {
  const { trail } = context;
  const include: string[] = [];
  for (const reference of options.include) include.push((await findVersion(trail, reference, { deleted: true })).id);
  answer(context, await shareHistory(trail, include, context.longWork('Writing the history')));
}

async function off(context: CommandContext): Promise<undefined> {
  answer(context, await stopSharing(context.trail));
}

async function status(context: CommandContext): Promise<undefined> {
  answer(context, await sharingStatus(context.trail));
}

function answer({ output }: CommandContext, current: SharingStatus): void {
  const { on: isOn, ignored, shared, uncommitted, elsewhere, waiting, refused, withheld, partly } = current;
  output.answer(
    {
      on: isOn,
      ignored,
      shared,
      uncommitted,
      elsewhere,
      waiting,
      refused,
      withheld: withheld.map(({ version, why }) => ({ id: version.id, model: version.model, label: version.label, why: [...why] })),
      partly: partly.map(({ version, parts }) => ({ id: version.id, model: version.model, label: version.label, kept: parts.map(({ path, why }) => ({ path, why })) })),
    },
    statusLines(current),
  );
}

function statusLines(status: SharingStatus): string[] {
  const { on: isOn, hasFolder, ignored, shared, elsewhere, waiting, refused, withheld, partly } = status;
  return [
    isOn ? `Sharing is on: ${countText(shared, 'version')} in .modeltrail/history${uncommittedText(status)}.` : `Sharing is off.${hasFolder ? ` ${countText(shared, 'version')} in .modeltrail/history ${shared === 1 ? 'stays' : 'stay'} there.` : ''}`,
    ...(elsewhere > 0 ? [`${countText(elsewhere, 'version')} shared on another branch or work tree; to have ${elsewhere === 1 ? 'it' : 'them'} here too: modeltrail share on`] : []),
    ...(isOn && waiting > 0 ? [`${countText(waiting, 'version')} not written yet; the next save does, or: modeltrail share on`] : []),
    ...withheld.map(({ version, why }) => `Not shared: ${versionName(version)}, ${why.join('; ')}. If that is none: modeltrail share on --include ${version.id.slice(0, 12)}`),
    ...partly.map(({ version, parts }) => `Not all of ${versionName(version)} is shared: ${parts.map(keptText).join('; ')}.${parts.some(({ why }) => why === 'secret') ? ` To share it all the same: modeltrail share on --include ${version.id.slice(0, 12)}` : ''}`),
    ...(refused > 0 ? [`${countText(refused, 'file')} in .modeltrail/history not taken in: not valid, or dated in the future.`] : []),
    ...nextStep(status, ignored),
  ];
}

function uncommittedText({ uncommitted, uncommittedFiles, ignored }: SharingStatus): string {
  if (uncommitted === null || uncommittedFiles === null || ignored) return '';
  if (uncommittedFiles === 0) return ', all committed';
  return uncommitted === 0 ? `, ${countText(uncommittedFiles, 'file')} not committed yet` : `, ${String(uncommitted)} not committed yet`;
}

function nextStep({ on: isOn, hasFolder, uncommittedFiles }: SharingStatus, ignored: boolean): string[] {
  if (!isOn) return [hasFolder ? 'To remove it from the project: git rm -r .modeltrail/history' : 'Turn it on with: modeltrail share on'];
  if (ignored) return ['Git ignores .modeltrail/history: take the rule out of .gitignore, or add the line !.modeltrail/'];
  return (uncommittedFiles ?? 0) > 0 ? ['Next: git add .modeltrail && git commit'] : [];
}
