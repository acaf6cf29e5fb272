// Times the start of the extension as VS Code tells it, beside an extension that does next to nothing, in the same windows.
//   npm run bench:activation
import { loadavg } from 'node:os';
import { withWorkbench } from '../ui/fixture.ts';
import type { Workbench } from '../ui/workbench.ts';
import { median, tableLines } from './figures.ts';
import { placeLargeTrail, versionCount } from './largeTrail.ts';

const runs = 7;
const product = 'ModelTrail';
const trivial = 'Runs a UI test’s functions'.replaceAll('’', "'");

/** What the running extensions' editor says of each extension; only rows that are to be seen exist. */
async function activationTexts({ page }: Workbench): Promise<string[]> {
  const rows = page.locator('.runtime-extensions-editor .extension');
  await rows.first().hover();
  const texts = new Set<string>();
  for (let screen = 0; screen < 8; screen++) {
    for (const text of await rows.allInnerTexts()) texts.add(text.replaceAll(/\s+/gu, ' '));
    await page.mouse.wheel(0, 500);
    await page.waitForTimeout(150);
  }
  return [...texts];
}

function millisecondsOf(texts: readonly string[], name: string): number {
  const text = texts.find((each) => each.includes(name)) ?? '';
  return Number(/(\d+)\s?ms/u.exec(text)?.[1] ?? Number.NaN);
}

async function measure(workbench: Workbench): Promise<readonly [number, number]> {
  await workbench.page.waitForTimeout(3000);
  await workbench.host.command('workbench.action.showRuntimeExtensions');
  const texts = await activationTexts(workbench);
  await workbench.host.command('workbench.action.closeAllEditors');
  return [millisecondsOf(texts, product), millisecondsOf(texts, trivial)];
}

async function bench(workbench: Workbench): Promise<void> {
  const times: (readonly [number, number])[] = [];
  for (let run = 0; run < runs; run++) {
    times.push(await measure(workbench));
    await workbench.reload();
  }
  const [ours, theirs] = [0, 1].map((at) => times.map((pair) => pair[at] ?? Number.NaN));
  const row = (what: string, all: readonly number[]): string[] => [what, String(median(all)), String(Math.min(...all)), String(Math.max(...all))];
  console.log();
  for (const line of tableLines([['', 'median ms', 'least', 'most'], row('the extension', ours ?? []), row('one that is trivial', theirs ?? [])])) console.log(`    ${line}`);
  console.log(`    load ${loadavg().map((load) => load.toFixed(1)).join(' ')}`);
}

describe('activation', () => {
  it('in a folder without models', withWorkbench({ prepare: () => Promise.resolve() }, ({ workbench }) => bench(workbench)));
  it(`with a trail of ${String(versionCount)} versions`, withWorkbench({ prepare: placeLargeTrail }, ({ workbench }) => bench(workbench)));
});
