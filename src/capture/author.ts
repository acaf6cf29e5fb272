import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import type { Author } from '../domain/manifest.ts';

const runFile = promisify(execFile);

/**
 * Who is saving: as Git knows the person in this folder, else the account's name.
 * @param request.git whether Git may be started
 */
export async function readAuthor({ folder, git }: { readonly folder: string; readonly git: boolean }): Promise<Author> {
  const fromGit = async (key: string): Promise<string | null> => {
    if (!git) return null;
    const found = await runFile('git', ['-C', folder, 'config', '--get', key], { timeout: 5000 }).catch(() => null);
    return found?.stdout.trim() === '' ? null : (found?.stdout.trim() ?? null);
  };
  const [name, email] = await Promise.all([fromGit('user.name'), fromGit('user.email')]);
  return { name: name ?? accountName(), email };
}

/** Containers may run under an account that has no name. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
