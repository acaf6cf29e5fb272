import type { FrameLocator, Locator, Page } from 'playwright-core';

/** What a page answers with once something that it was told to look for has been painted: milliseconds since 1970. */
interface Watching {
  benchPainted?: Promise<number>;
}

/**
 * Runs inside a page: resolves once an element is there and a frame with it has been drawn. Nothing around it is seen there.
 */
function watchFor(_: unknown, selector: string): void {
  const there = new Promise<void>((resolve) => {
    // An observer would not outlive the way in which VS Code writes a webview's page into a frame that is there already.
    const timer = setInterval(() => {
      if (document.querySelector(selector) === null) return;
      clearInterval(timer);
      resolve();
    }, 4);
  });
  const painted = there.then(
    () =>
      new Promise<number>((resolve) => {
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            resolve(Date.now());
          };
          port2.postMessage(null);
        });
      }),
  );
  Object.assign(window, { benchPainted: painted });
}

/** Makes every page and frame that opens from now on look for the first row of a table. */
export async function watchNewPages(page: Page): Promise<void> {
  await page.context().addInitScript(`(${watchFor.toString()})(null, 'table tbody tr')`);
}

/** When the first row was painted in the webview that is shown. */
export function firstPaint(webview: FrameLocator): Promise<number> {
  return webview.locator('table tbody tr').first().evaluate(() => (window as Watching).benchPainted as Promise<number>);
}

/** When what came before the first paint happened in the webview that is shown, in milliseconds since 1970; null where it has no such step. */
export interface Steps {
  readonly page: number;
  readonly script: number | null;
  readonly drawing: number | null;
  readonly drawn: number | null;
}

export function stepsBefore(webview: FrameLocator): Promise<Steps> {
  return webview.locator('body').evaluate(() => {
    const origin = performance.timeOrigin;
    const script = performance.getEntriesByType('resource').find(({ name }) => name.endsWith('.js')) as PerformanceResourceTiming | undefined;
    const [drawing] = performance.getEntriesByName('panel first drawing');
    return {
      page: origin,
      script: script === undefined ? null : origin + script.responseEnd,
      drawing: drawing === undefined ? null : origin + drawing.startTime,
      drawn: drawing === undefined ? null : origin + drawing.startTime + drawing.duration,
    };
  });
}

/** Begins to look for an element below `body`; what it gives tells when that was painted. */
export async function nextPaint(body: Locator, selector: string): Promise<() => Promise<number>> {
  await body.evaluate(watchFor, selector);
  return () => body.evaluate(() => (window as Watching).benchPainted as Promise<number>);
}
