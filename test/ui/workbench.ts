import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { Host } from './host.ts';
import { Notifications } from './notifications.ts';
import { QuickInput } from './quickInput.ts';
import { Terminal } from './terminal.ts';

/** VS Code's own themes of the four kinds, with the class that tells that one is on. */
const themes = {
  'Light Modern': 'vs',
  'Dark Modern': 'vs-dark',
  'Dark High Contrast': 'hc-black',
  'Light High Contrast': 'hc-light',
} as const;

/** The settings know two of them by older names. */
const idOfTheme = {
  'Light Modern': 'Default Light Modern',
  'Dark Modern': 'Default Dark Modern',
  'Dark High Contrast': 'Default High Contrast',
  'Light High Contrast': 'Default High Contrast Light',
} as const;

export type Theme = keyof typeof themes;

/** A window of VS Code as a person sees it. What it hides from a person (the extension host) is in `host`. */
export class Workbench {
  readonly page: Page;
  readonly host: Host;
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;
  readonly terminal: Terminal;

  constructor(page: Page, host: Host) {
    this.page = page;
    this.host = host;
    this.quickInput = new QuickInput(page);
    this.notifications = new Notifications(page);
    this.terminal = new Terminal(this);
  }

  /** Opens a window and waits until its Explorer shows the folder and its extension host answers. */
  async open(url: string): Promise<void> {
    await this.host.expectNew();
    await this.page.goto(url);
    await this.page.locator('.part.sidebar .explorer-folders-view').waitFor({ timeout: 30_000 });
    await this.host.run(() => true);
  }

  /** Reloads the window; what was open comes back. */
  async reload(): Promise<void> {
    await this.host.expectNew();
    const reloaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await reloaded;
    await this.page.locator('.part.sidebar .composite.title').waitFor({ timeout: 30_000 });
    await this.host.run(() => true);
  }

  /** Runs a command from the palette by its whole title ("ModelTrail: Save Version"), never one that merely resembles it. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput.type(`>${title}`);
    await this.quickInput.pick(title);
  }

  /** Whether the palette offers a command under exactly this title now. */
  async offersCommand(title: string): Promise<boolean> {
    await this.page.keyboard.press('F1');
    await this.quickInput.type(`>${title}`);
    await this.quickInput.settle();
    const offered = (await this.quickInput.option(title).count()) > 0;
    await this.quickInput.dismiss();
    return offered;
  }

  /** Shows a view container by its name in the activity bar; clicking the one that is shown would hide it. */
  async openViewContainer(name: string): Promise<void> {
    const item = this.page.locator(`.activitybar .action-item:has(> a[aria-label^="${name}"])`).first();
    await item.waitFor();
    if (!/\bchecked\b/.test((await item.getAttribute('class')) ?? '')) {
      await item.click();
    }
    await this.page.locator('.part.sidebar .composite.title', { hasText: new RegExp(name, 'i') }).waitFor();
  }

  /** A row of the trees in the sidebar, by its name; it is an error when several have it. */
  row(name: string | RegExp): Locator {
    return this.page.locator('.part.sidebar').getByRole('treeitem', { name });
  }

  /** The names of all rows in the sidebar, as a screen reader says them. */
  async rows(): Promise<string[]> {
    const rows = await this.page.locator('.part.sidebar').getByRole('treeitem').all();
    return Promise.all(rows.map(async (row) => (await row.getAttribute('aria-label')) ?? ''));
  }

  async clickRow(name: string | RegExp): Promise<void> {
    await this.row(name).click();
  }

  async expandRow(name: string | RegExp): Promise<void> {
    const row = this.row(name);
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) === 'false') {
      await row.locator('.monaco-tl-twistie').click();
    }
    await this.page.locator('.part.sidebar').getByRole('treeitem', { name, expanded: true }).waitFor();
  }

  /** Clicks a button that a row shows while the pointer is over it. */
  async inlineAction(name: string | RegExp, action: string): Promise<void> {
    const row = this.row(name);
    const button = row.locator(`.actions .action-label[aria-label^="${action}"], .actions .action-label[title^="${action}"]`).first();
    // A row that is drawn anew under a resting pointer does not notice it.
    for (let attempt = 1; attempt < 4; attempt++) {
      await row.hover();
      if (await button.click({ timeout: 4000 }).then(() => true, () => false)) return;
      await this.page.mouse.move(700, 860);
    }
    await row.hover();
    await button.click();
  }

  /** Picks from a row's context menu. Works for the trees of extensions and for the Explorer's files. */
  async contextMenu(name: string | RegExp, ...path: readonly string[]): Promise<void> {
    await this.row(name).click({ button: 'right' });
    await this.pickFromMenu(...path);
  }

  /** The items of a row's context menu; the menu is closed again. */
  async contextMenuItems(name: string | RegExp): Promise<string[]> {
    await this.row(name).click({ button: 'right' });
    const labels = this.page.locator('.monaco-menu .action-item:not(.disabled) .action-label[aria-label]:visible');
    await labels.first().waitFor();
    const texts = await Promise.all((await labels.all()).map((label) => label.getAttribute('aria-label')));
    await this.page.keyboard.press('Escape');
    return texts.filter((text) => text !== null && text !== '') as string[];
  }

  /** Follows an open menu through its submenus. */
  async pickFromMenu(...path: readonly string[]): Promise<void> {
    for (const item of path) {
      const entry = this.page.locator(`.monaco-menu .action-item:visible .action-menu-item:has(> .action-label[aria-label="${item}"])`);
      await entry.last().hover();
      await entry.last().click();
    }
    // A menu that has just opened takes the first click for the end of the one that opened it.
    const menu = this.page.locator('.monaco-menu:visible');
    await menu.first().waitFor({ state: 'hidden', timeout: 600 }).catch(() => this.page.keyboard.press('Enter'));
    await menu.first().waitFor({ state: 'hidden' });
  }

  /** Opens a file of the workspace in an editor, at a line counted from 1. */
  async openFile(path: string, line = 1): Promise<void> {
    await this.host.run(async (api, argument: { path: string; line: number }) => {
      const folder = api.workspace.workspaceFolders?.[0];
      if (!folder) {
        throw new Error('No folder is open.');
      }
      const at = new api.Range(argument.line - 1, 0, argument.line - 1, 0);
      await api.window.showTextDocument(api.Uri.joinPath(folder.uri, argument.path), { selection: at, preview: false });
    }, { path, line });
    await this.editor(path).waitFor();
  }

  /** The text editor that shows a file, by the end of its address. */
  editor(path: string): Locator {
    return this.page.locator(`.monaco-editor[data-uri$="${encodeURI(path)}"]`);
  }

  /** The lines that a text editor shows, from the top; what is scrolled out of sight is not among them. */
  async editorText(path: string): Promise<string> {
    const lines = this.editor(path).first().locator('.view-lines .view-line');
    await lines.first().waitFor();
    const placed = await lines.evaluateAll((all) =>
      all.map((line) => ({ top: Number.parseFloat((line as HTMLElement).style.top), text: line.textContent })),
    );
    return placed
      .sort((a, b) => a.top - b.top)
      .map((line) => line.text.replaceAll('\u00a0', ' '))
      .join('\n');
  }

  /** How the Explorer, and a screen reader, tell the state of a file in a folder that is shown there. */
  async explorerLabel(folder: string | RegExp, name: string | RegExp): Promise<string> {
    await this.openViewContainer('Explorer');
    await this.expandRow(folder);
    return (await this.row(name).locator('.monaco-icon-label').getAttribute('aria-label')) ?? '';
  }

  /** The titles of the open editor tabs, from left to right. */
  async tabs(): Promise<string[]> {
    return this.page.locator('.part.editor .tab').evaluateAll((tabs) => tabs.map((tab) => tab.getAttribute('aria-label') ?? ''));
  }

  /** Asks for the hover over the first place in a file where `text` stands, and answers with it. */
  async hover(path: string, text: string): Promise<Locator> {
    await this.openFile(path);
    await this.host.run(async (api, wanted: string) => {
      const editor = api.window.activeTextEditor;
      const offset = editor?.document.getText().indexOf(wanted) ?? -1;
      if (!editor || offset < 0) {
        throw new Error(`"${wanted}" is not in the open file.`);
      }
      const at = editor.document.positionAt(offset + Math.floor(wanted.length / 2));
      editor.selection = new api.Selection(at, at);
      editor.revealRange(new api.Range(at, at));
      await api.commands.executeCommand('editor.action.showHover');
    }, text);
    const hover = this.page.locator('.monaco-hover:visible .monaco-hover-content').first();
    await hover.waitFor();
    return hover;
  }

  /** Rests the mouse on a word of the open editor until a hover says what is expected; moves away and back while it does not. */
  async restMouse(path: string, word: string, expected: RegExp): Promise<Locator> {
    const { page } = this;
    const hover = page.locator('.monaco-hover:visible .hover-contents', { hasText: expected }).first();
    const token = page.locator(`.monaco-editor[data-uri$="${encodeURI(path)}"] .view-line span span`, { hasText: word }).first();
    for (let attempt = 0; attempt < 8; attempt++) {
      await token.hover();
      if (await hover.waitFor({ timeout: 2500 }).then(() => true, () => false)) return hover;
      await page.mouse.move(700, 860);
      await page.waitForTimeout(500);
    }
    await hover.waitFor({ timeout: 1000 });
    return hover;
  }

  codeLens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text });
  }

  /** The inside of the webview that is shown. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready:visible').frameLocator('#active-frame');
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item:visible', { hasText: text });
  }

  /** A modal dialog of VS Code itself. */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  async dialogText(): Promise<string> {
    return (await this.dialog().locator('.dialog-message-container').innerText()).trim();
  }

  async clickDialogButton(name: string): Promise<void> {
    await this.dialog().getByRole('button', { name, exact: true }).click();
    await this.dialog().waitFor({ state: 'detached' });
  }

  /** Leaves Restricted Mode by the banner and the page behind it. */
  async trustWorkspace(): Promise<void> {
    await this.page.locator('.part.banner a', { hasText: 'Manage' }).click();
    await this.trustInEditor();
  }

  /** Leaves Restricted Mode by the page that is open. */
  async trustInEditor(): Promise<void> {
    await this.page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ }).click();
    await this.page.locator('.part.statusbar', { hasText: 'Restricted Mode' }).waitFor({ state: 'detached' });
    // It lies over the window where VS Code shows such pages so.
    const modal = this.page.locator('.monaco-modal-editor-block');
    if ((await modal.count()) > 0) {
      await modal.locator('.action-label[aria-label^="Close"]').first().click();
      await modal.waitFor({ state: 'detached' });
    }
  }

  async setTheme(theme: Theme): Promise<void> {
    await this.host.run(
      (api, id: string) => api.workspace.getConfiguration().update('workbench.colorTheme', id, api.ConfigurationTarget.Global),
      idOfTheme[theme],
    );
    await this.page.locator(`.monaco-workbench.${themes[theme]}`).waitFor();
  }

  async setSize(width: number, height: number): Promise<void> {
    await this.page.setViewportSize({ width, height });
  }

  async screenshot(file: string): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    await this.page.screenshot({ path: file, animations: 'disabled' });
  }
}
