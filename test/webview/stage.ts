import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Comparison, Curve } from '../../src/domain/comparison.ts';
import type { CompareSnapshot, ExportedComparison } from '../../src/protocol/compare.ts';
import { churnCurve } from './churn.ts';
import { fakeHost } from './fakeHost.ts';
import { snapshotOf } from './fixtures.ts';
import { themes, type ThemeName } from './themes.ts';

const built = join(import.meta.dirname, '../../dist/webview');
const origin = 'http://panel.test';
const nonce = 'dGVzdA';
const contentPolicy = `default-src 'none'; img-src ${origin} data:; style-src ${origin} 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;

/** A saved file has nothing but itself. */
const exportedPolicy = `default-src 'none'; img-src data:; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;

export interface StageWish {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** What an earlier life of the panel kept. */
  readonly kept?: unknown;
}

/** One call that the panel made. */
export interface HostCall {
  readonly method: string;
  readonly input: unknown;
}

/** A panel in a browser of its own, under the content policy of the editor, with a host that answers and keeps book. */
export class Stage {
  readonly page: Page;
  /** What the page complained of: errors, and breaches of the content policy. */
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => { this.complaints.push(error.message); });
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }

  /** The calls so far, without the points of curves and the first question. */
  async calls(): Promise<HostCall[]> {
    const all = await this.page.evaluate(() => (window as unknown as { hostCalls: HostCall[] }).hostCalls);
    return all.filter(({ method }) => method !== 'load' && method !== 'curve');
  }

  /** What the panel kept for its next life. */
  async kept(): Promise<{ readonly view: Readonly<Record<string, unknown>> } | null> {
    await this.page.waitForTimeout(250);
    return this.page.evaluate(() => (window as unknown as { keptState: { view: Record<string, unknown> } | null }).keptState);
  }

  /** The host shows another snapshot. */
  async show(snapshot: CompareSnapshot): Promise<void> {
    await this.page.evaluate((next: unknown) => (window as unknown as { showSnapshot: (snapshot: unknown) => Promise<void> }).showSnapshot(next), snapshot as unknown);
    // It is unpacked before it is drawn.
    await this.page.waitForTimeout(50);
    await this.settled();
  }

  /** Two frames later everything that was asked for is drawn. */
  async settled(): Promise<void> {
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))));
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/** Opens a panel on a comparison. */
export async function openPanel(browser: Browser, shown: Comparison | CompareSnapshot, wish: StageWish = {}): Promise<Stage> {
  const snapshot = 'versions' in shown ? snapshotOf(shown) : shown;
  const curves = curvesOf(snapshot);
  const host = `<script nonce="${nonce}">(${fakeHost.toString()})(${inScript({ snapshot, curves, kept: wish.kept ?? null })})</script>`;
  return open(browser, wish, pageOf(wish, `<link rel="stylesheet" href="${origin}/compare.css">`, host), contentPolicy);
}

/** Opens a comparison that was saved as one file. */
export async function openExported(browser: Browser, comparison: Comparison, wish: StageWish & { readonly scheme?: 'light' | 'dark' } = {}): Promise<Stage> {
  const snapshot = snapshotOf(comparison);
  const exported: ExportedComparison = { snapshot, curves: curvesOf(snapshot) };
  const style = await readFile(join(built, 'exported.css'), 'utf8');
  const script = await readFile(join(built, 'compare.js'), 'utf8');
  const body = `<div id="app"></div><script type="application/json" id="exported">${inScript(exported)}</script>`;
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Comparison</title><style nonce="${nonce}">${style}</style></head><body>${body}<script nonce="${nonce}">${script.replaceAll('</script', '<\\/script')}</script></body></html>`;
  return open(browser, wish, html, exportedPolicy, wish.scheme ?? 'light');
}

function curvesOf({ comparison }: CompareSnapshot): Curve[] {
  return (comparison?.curves.names ?? []).map((name) => churnCurve(name, comparison?.versions.length ?? 2));
}

/** JSON inside of a script must not be able to end it. */
function inScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function pageOf({ theme = 'light' }: StageWish, styles: string, host: string): string {
  const { bodyClass, variables } = themes[theme];
  const set = Object.entries(variables).map(([name, value]) => `--vscode-${name}: ${value};`).join(' ');
  const fonts = '--vscode-font-family: Inter, "Liberation Sans", sans-serif; --vscode-font-size: 13px; --vscode-editor-font-family: "DejaVu Sans Mono", monospace;';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Comparison</title><style nonce="${nonce}">:root { ${set} ${fonts} }</style>${styles}</head>
    <body class="${bodyClass}"><div id="app"></div>${host}<script nonce="${nonce}" src="${origin}/compare.js"></script></body></html>`;
}

async function open(browser: Browser, { width = 1235, height = 900 }: StageWish, html: string, policy: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Stage> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, deviceScaleFactor: Number(process.env['MODELTRAIL_PICTURE_SCALE'] ?? 1) });
  const page = await context.newPage();
  const stage = new Stage(page);
  await page.route(`${origin}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === '') await route.fulfill({ body: html, contentType: 'text/html', headers: { 'content-security-policy': policy } });
    else await route.fulfill({ path: join(built, name) });
  });
  await page.goto(`${origin}/`);
  await page.locator('main').waitFor();
  await stage.settled();
  return stage;
}
