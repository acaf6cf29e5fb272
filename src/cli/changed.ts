import type { Version } from '../domain/version.ts';
import { versionJson } from '../domain/versionJson.ts';
import type { CommandContext } from './command.ts';

/** Answers a change to a version with the version as it is now. */
export async function answerChanged({ trail, output }: CommandContext, version: Version, sentence: string): Promise<void> {
  const index = await trail.index();
  output.answer({ version: versionJson(index?.version(version.id) ?? version) }, [sentence]);
}
