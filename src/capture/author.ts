import { userInfo } from 'node:os';
import type { Author } from '../domain/manifest.ts';
import { runGit } from './gitCommand.ts';

export interface AuthorRequest {
  /** Absolute. */
  readonly folder: string;
  /** Whether Git may be started. */
  readonly git: boolean;
}

/** Who saves: Git's `user.name` and `user.email`, else the name of this account. */
export async function readAuthor({ folder, git }: AuthorRequest, context?: { readonly signal: AbortSignal }): Promise<Author> {
  const ask = async (name: string): Promise<string | null> => {
    if (!git) return null;
    const result = await runGit({ top: folder, args: ['config', '--get', name], maxBytes: 64 * 1024, ...(context === undefined ? {} : { signal: context.signal }) });
    const value = result.kind === 'output' ? result.bytes.toString('utf8').trim() : '';
    return value === '' ? null : value.slice(0, 200);
  };
  const [name, email] = await Promise.all([ask('user.name'), ask('user.email')]);
  return { name: name ?? accountName(), email };
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
