import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { Sharer } from './history.ts';

/** Numbers that are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** All that people see, but whose bytes are where. */
async function seen(sharer: Sharer): Promise<unknown> {
  await sharer.takeIn();
  return sharer.read((reader) => {
    const both = [false, true].flatMap((deleted) => reader.versions({ offset: 0, limit: 1000, deleted }));
    return { versions: both.map(({ artifacts, ...version }) => ({ ...version, paths: artifacts.map(({ path }) => path) })), aliases: reader.aliases(null) };
  });
}

async function editAtRandom(sharer: Sharer, random: (below: number) => number, name: string): Promise<void> {
  await sharer.takeIn();
  const ids = await sharer.read((reader) => [false, true].flatMap((deleted) => reader.versions({ offset: 0, limit: 1000, deleted })).map(({ id }) => id).sort());
  for (let edit = 0; edit < 4; edit++) {
    const version = ids[random(ids.length)] ?? '';
    switch (random(6)) {
      case 0:
        sharer.write('m.bin', 200);
        await sharer.save(['m.bin']);
        break;
      case 1:
        await sharer.say({ type: 'labelled', version, label: `l${String(random(1000))}` }, name).catch(() => undefined);
        break;
      case 2:
        await sharer.say({ type: 'noted', version, note: `${name} ${String(random(1000))}` }, name);
        break;
      case 3:
        await sharer.say({ type: 'deleted', version, deleted: random(2) === 0 }, name);
        break;
      case 4:
        await sharer.say({ type: 'tagged', version, tag: `t${String(random(3))}`, present: random(2) === 0 }, name);
        break;
      default:
        await sharer.say({ type: 'aliased', model: 'churn', alias: `a${String(random(2))}`, version }, name);
    }
  }
  await sharer.share();
  sharer.git('add', '.modeltrail/history');
  sharer.git('commit', '--quiet', '--allow-empty', '--message', `Edits of ${name}`);
}

describe('store: histories merged by Git', function () {
  this.timeout(240_000);

  it('are one, without a conflict, however they are brought together', async () => {
    const hub = mkdtempSync(join(tmpdir(), 'modeltrail-hub-'));
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', hub]);
    const [ann, bob] = [new Sharer(), new Sharer()];
    const random = numbers(7);
    try {
      for (const sharer of [ann, bob]) {
        sharer.git('init', '--quiet', '--initial-branch=main');
        sharer.git('remote', 'add', 'origin', hub);
      }
      ann.write('m.bin', 200);
      await ann.save(['m.bin']);
      await ann.share({ scope: 'all' });
      ann.git('add', '.modeltrail/history');
      ann.git('commit', '--quiet', '--message', 'Share');
      ann.git('push', '--quiet', 'origin', 'main');
      bob.git('pull', '--quiet', 'origin', 'main');
      for (const how of ['--no-rebase', '--rebase', 'squash', 'cherry-pick', '--no-rebase'] as const) {
        for (const [sharer, name] of [[ann, 'Ann'], [bob, 'Bob']] as const) await editAtRandom(sharer, random, name);
        ann.git('push', '--quiet', 'origin', 'main');
        bob.git('fetch', '--quiet', 'origin');
        if (how === 'squash') {
          bob.git('merge', '--quiet', '--squash', 'origin/main');
          bob.git('commit', '--quiet', '--message', 'Squashed');
        } else if (how === 'cherry-pick') bob.git('cherry-pick', '--allow-empty', 'origin/main');
        else bob.git('pull', '--quiet', '--no-edit', how, 'origin', 'main');
        const his = await seen(bob);
        // What was squashed or picked is there twice, in two commits: Git has nothing to ask about it.
        if (how === 'squash' || how === 'cherry-pick') bob.git('merge', '--quiet', '--no-edit', 'origin/main');
        bob.git('push', '--quiet', 'origin', 'main');
        ann.git('pull', '--quiet', '--no-edit', '--no-rebase', 'origin', 'main');
        const hers = await seen(ann);
        assert.deepEqual(hers, his, how);
        assert.deepEqual(await seen(bob), hers, how);
        for (const sharer of [ann, bob]) assert.equal(sharer.git('status', '--porcelain', '--', '.modeltrail/history'), '');
      }
    } finally {
      for (const sharer of [ann, bob]) sharer.dispose();
      rmSync(hub, { recursive: true, force: true });
    }
  });
});
