import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canonicalText, documentId, type Json } from '../../../src/domain/canonicalJson.ts';
import type { Statement } from '../../../src/domain/event.ts';
import { recordStatement } from '../../../src/store/commit.ts';
import type { Disk } from '../../../src/store/disk.ts';
import { takeInHistory } from '../../../src/store/history/takeIn.ts';
import { writeHistory, type WriteOutRequest, type WrittenOut } from '../../../src/store/history/writeOut.ts';
import { author, context, Workspace } from './support.ts';

/** A work tree of a team, with a store that shares its history. */
export class Sharer extends Workspace {
  readonly history = join(this.root, '.modeltrail', 'history');

  share(more: Partial<WriteOutRequest> = {}, disk?: Disk): Promise<WrittenOut> {
    return writeHistory({ storeDir: this.storeDir, root: this.root, scope: 'new', include: [], ...more }, context(), ...(disk === undefined ? [] : [disk]));
  }

  takeIn(disk?: Disk, now = Date.now()): Promise<number> {
    return takeInHistory({ storeDir: this.storeDir, root: this.root, now }, context(), ...(disk === undefined ? [] : [disk]));
  }

  say(statement: Statement, name = author.name): Promise<unknown> {
    return recordStatement(this.storeDir, statement, { name, email: null }, Date.now());
  }

  /** Puts a document into the shared history under its name, as another program could. @returns its id */
  plant(kind: 'versions' | 'events', document: Json, options: { readonly id?: string; readonly text?: string } = {}): string {
    const id = options.id ?? documentId(document);
    this.plantFile(`${kind}/${id.slice(0, 2)}/${id}.json`, options.text ?? canonicalText(document));
    return id;
  }

  plantFile(name: string, content: string | Uint8Array): void {
    const path = join(this.history, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  git(...args: string[]): string {
    const identity = ['-c', 'user.name=tester', '-c', 'user.email=tester@localhost', '-c', 'commit.gpgsign=false', '-c', 'gc.auto=0'];
    return execFileSync('git', [...identity, ...args], { cwd: this.root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }
}
