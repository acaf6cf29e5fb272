import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemErrorCode } from '../../base/errors.ts';
import { statOrNull, type Disk } from '../disk.ts';
import { exchangedPath } from '../layout.ts';

/** Which events went through a shared history: written to one here, or taken in from one. */
export interface Exchanged {
  readonly written: ReadonlySet<string>;
  readonly takenIn: ReadonlySet<string>;
}

/** Nothing, where nothing was shared yet. */
export function readExchanged(storeDir: string): Exchanged {
  const [written, takenIn] = [new Set<string>(), new Set<string>()];
  for (const [, how, id = ''] of readText(storeDir).matchAll(/^(out|in) ([0-9a-f]{64})$/gmu)) (how === 'out' ? written : takenIn).add(id);
  return { written, takenIn };
}

/** Notes it durably. The caller holds the commit lock: lines are put at the end. */
export async function noteExchanged(storeDir: string, how: 'out' | 'in', ids: readonly string[], disk: Disk): Promise<void> {
  if (ids.length === 0) return;
  const path = exchangedPath(storeDir);
  const present = await statOrNull(path);
  const file = present === null ? await disk.create(path) : await disk.reopen(path);
  try {
    // A line that was cut short by a crash ends here.
    await file.write(Buffer.from(`\n${ids.map((id) => `${how} ${id}\n`).join('')}`), Number(present?.size ?? 0));
    await file.flush();
  } finally {
    await file.close();
  }
  if (present === null) await disk.flushFolder(dirname(path));
}

function readText(storeDir: string): string {
  try {
    return readFileSync(exchangedPath(storeDir), 'latin1');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return '';
    throw error;
  }
}
