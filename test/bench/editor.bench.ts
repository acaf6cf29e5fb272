import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withWorkbench } from '../ui/fixture.ts';
import type { Workbench } from '../ui/workbench.ts';
import { heldSince, watchEventLoop, type Held } from './eventLoop.ts';
import { memoryOfTree, writeRandomFile } from './largeFile.ts';

const size = 2048 * 1024 * 1024;
const megabyte = 1e6;

/** Measures how long the extension host's event loop is held, and the memory of its process tree, while `work` runs. */
async function measure(workbench: Workbench, work: () => Promise<void>): Promise<Held & { readonly memory: number; readonly seconds: number }> {
  const pid = await watchEventLoop(workbench.host);
  let memory = 0;
  const timer = setInterval(() => {
    memory = Math.max(memory, memoryOfTree(pid));
  }, 50);
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  clearInterval(timer);
  const held = await heldSince(workbench.host);
  return { ...held, memory, seconds };
}

describe('a model of 2 GB in the editor', () => {
  it('is saved, cancelled and restored', withWorkbench({ prepare: (folder) => Promise.resolve(writeRandomFile(join(folder, 'big.safetensors'), size)) }, async ({ workbench, folder }) => {
    const report = (what: string, { max, p99, memory, seconds }: Awaited<ReturnType<typeof measure>>): void => {
      console.log(`    ${what}: ${seconds.toFixed(1)} s, event loop held ${max.toFixed(1)} ms at most (99 %: ${p99.toFixed(1)} ms), host's process tree ${(memory / megabyte).toFixed(0)} MB`);
    };
    await workbench.openViewContainer('ModelTrail');
    report('idle for 8 s', await measure(workbench, () => workbench.page.waitForTimeout(8000)));
    const begin = async (): Promise<void> => {
      await workbench.runCommand('ModelTrail: Save Version…');
      await workbench.quickInput.waitForMessage(/are free on the disk/u);
      await workbench.quickInput.accept();
    };
    await begin();
    const progress = workbench.notifications.toast(/^Saving big 1\.0/u);
    await progress.first().waitFor();
    await workbench.page.waitForTimeout(300);
    const pressed = performance.now();
    await workbench.notifications.click(/^Saving big 1\.0/u, 'Cancel');
    await progress.waitFor({ state: 'detached' });
    console.log(`    cancelled ${(performance.now() - pressed).toFixed(0)} ms after the click`);
    report('save', await measure(workbench, async () => {
      await begin();
      await workbench.notifications.waitFor(/^Saved big 1\.0/u, 60_000);
    }));
    await rm(join(folder, 'big.safetensors'));
    report('restore', await measure(workbench, async () => {
      await workbench.inlineAction(/^1\.0/u, 'Restore Version');
      await workbench.notifications.waitFor(/^Restored big\.safetensors/u, 60_000);
    }));
  }));
});
