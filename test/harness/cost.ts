import assert from 'node:assert/strict';

const rows = Array.from({ length: 12_000 }, (_, at) => ({ name: `row ${String(at)}`, value: at / 7, tags: ['a', 'b', String(at % 13)] }));

/** Work that every machine can do: reading and writing some megabytes of JSON. */
function reference(): void {
  for (let times = 0; times < 4; times++) JSON.parse(JSON.stringify(rows));
}

/** In microseconds of processor time: what else the machine does is not counted. */
async function processorTime(act: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/**
 * Runs `act`, and fails where it took more than `most` times the work of a small reference, which runs just before on the same
 * machine. What this guards against takes thousands of times as much.
 */
export async function assertCost(most: number, act: () => unknown, what = 'it'): Promise<void> {
  const one = Math.max(await processorTime(reference), await processorTime(reference), 1000);
  const cost = (await processorTime(act)) / one;
  assert.ok(cost < most, `${what} took ${cost.toFixed(1)} times the reference (${(one / 1000).toFixed(0)} ms)`);
}
