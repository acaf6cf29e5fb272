import type { Command } from 'commander';
import { countText, sizeText } from '../domain/numberText.ts';
import { trailStats } from '../trail/maintain.ts';
import { runVerb, type CommandContext, type Environment } from './command.ts';

export function registerStats(program: Command, environment: Environment): void {
  program.command('stats').description('how much is saved, and how much disk it takes').action(runVerb(environment, stats));
}

async function stats({ trail, output }: CommandContext): Promise<undefined> {
  const { versions, logicalBytes, storedBytes } = await trailStats(trail);
  output.answer({ versions, logicalBytes, storedBytes }, [`${sizeText(logicalBytes)} in ${countText(versions, 'version')}, ${sizeText(storedBytes)} on disk.`]);
}
