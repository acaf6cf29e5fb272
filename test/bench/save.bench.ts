// Times a save and a restore of a large file through the terminal's command, against copying the same file, in turns.
//   npm run bench:save
import { execFileSync } from 'node:child_process';
import { closeSync, copyFileSync, fsyncSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './figures.ts';
import { writeRandomFile } from './largeFile.ts';

const size = 1024 * 1024 * 1024;
const runs = 5;
const cli = join(import.meta.dirname, '../../dist/cli.cjs');
const folder = mkdtempSync(join(tmpdir(), 'modeltrail-bench-'));
const file = join(folder, 'big.bin');

function seconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function modeltrail(...args: string[]): void {
  execFileSync(process.execPath, [cli, '-C', folder, ...args, '--json'], { stdio: 'pipe' });
}

function copyAndFlush(): void {
  const copy = join(folder, 'copy.bin');
  copyFileSync(file, copy);
  const handle = openSync(copy, 'r+');
  fsyncSync(handle);
  closeSync(handle);
  rmSync(copy);
}

try {
  writeRandomFile(file, size);
  const times = { copy: [] as number[], save: [] as number[], restore: [] as number[] };
  for (let run = 0; run < runs; run++) {
    times.copy.push(seconds(copyAndFlush));
    times.save.push(seconds(() => { modeltrail('save', 'big.bin'); }));
    times.restore.push(seconds(() => { modeltrail('restore', 'big@1.0', '--to', 'restored.bin'); }));
    for (const name of ['.modeltrail', 'restored.bin']) rmSync(join(folder, name), { recursive: true, force: true });
  }
  const [copy, save, restore] = [median(times.copy), median(times.save), median(times.restore)];
  console.log(`1.07 GB that nothing makes smaller, medians of ${String(runs)}, whole processes:`);
  console.log(`copy and flush ${copy.toFixed(2)} s; save ${save.toFixed(2)} s = ${(save / copy).toFixed(2)} ×; restore, verified, ${restore.toFixed(2)} s = ${(restore / copy).toFixed(2)} ×`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
