import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import { disposeAll, type Disposable } from '../../base/disposables.ts';
import { TrailError, asTrailError } from '../../base/errors.ts';
import { RpcClient, RpcServer, type HandlerTable, type RpcMessage } from '../../base/rpc.ts';
import { workingId } from '../../domain/version.ts';
import type { CompareIdentity, CompareSnapshot } from '../../protocol/compare.ts';
import type { Compared } from '../../compare/compareRead.ts';
import { compareVersions } from '../../trail/compareVersions.ts';
import type { Trail } from '../../trail/trail.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { packSnapshot } from './packSnapshot.ts';
import { panelTitle } from './panelTitle.ts';
import { panelHtml, webviewOptions } from './panelHtml.ts';
import { panelActions } from './panelActions.ts';

/** Files of one training run are written shortly after each other. */
const settleMs = 300;

/** One editor tab that compares versions. What it shows is read anew whenever it may have changed. */
export class ComparePanel implements Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly context: EditorContext;
  identity: CompareIdentity;
  /** As last shown; null before that, and while there is nothing to show. */
  compared: Compared | null = null;
  readonly #client: RpcClient;
  readonly #subscriptions: Disposable[] = [];
  #reading: Promise<CompareSnapshot> | null = null;
  /** Begun while the page loads, and sent to it without being asked for; null once the page has it. */
  #ahead: Promise<CompareSnapshot> | null = null;
  #visible = true;
  #stale = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #disposed = new vscode.EventEmitter<void>();
  readonly onDidDispose = this.#disposed.event;

  constructor(context: EditorContext, panel: vscode.WebviewPanel, identity: CompareIdentity) {
    this.context = context;
    this.panel = panel;
    this.identity = identity;
    panel.webview.options = webviewOptions;
    const post = (message: RpcMessage): void => void panel.webview.postMessage(message);
    this.#client = new RpcClient(post);
    const server = new RpcServer(this.#table(), post);
    this.#subscriptions.push(
      panel.webview.onDidReceiveMessage((message: RpcMessage) => {
        server.receive(message);
        this.#client.receive(message);
      }),
      panel.onDidChangeViewState(() => {
        // A hidden panel has no page: one that comes back begins anew.
        if (panel.visible && !this.#visible) this.#sendAhead();
        this.#visible = panel.visible;
      }),
      context.trails.onDidChange(() => {
        this.#settle();
      }),
      vscode.workspace.onDidSaveTextDocument(() => {
        if (this.identity.ids.includes(workingId)) this.#settle();
      }),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused && this.identity.ids.includes(workingId)) this.#settle();
      }),
    );
    panel.onDidDispose(() => {
      this.dispose();
    });
    panel.webview.html = panelHtml(context.extension.extensionUri);
    this.#sendAhead();
  }

  /** The trail of what is compared; throws `workspace-missing` where its folder is not open. */
  async trail(): Promise<Trail> {
    const trail = await this.context.trails.at(this.identity.root);
    if (trail !== undefined) return trail;
    throw new TrailError('workspace-missing', vscode.l10n.t('These versions are of {0}, which is not open.', this.identity.root), { hint: vscode.l10n.t('Open that folder.') });
  }

  /** Compares other versions, or the same in another order. */
  async arrange(identity: Omit<CompareIdentity, 'root'>): Promise<void> {
    const before = this.identity;
    this.identity = { ...before, ...identity };
    const snapshot = await this.refresh();
    if (snapshot.comparison !== null) return;
    this.identity = before;
    await this.refresh();
    throw new TrailError('usage', snapshot.problem?.message ?? '', { hint: snapshot.problem?.hint ?? '' });
  }

  /** Reads everything again and shows it. */
  async refresh(): Promise<CompareSnapshot> {
    this.#ahead = null;
    this.#reading = null;
    const snapshot = await this.#read();
    await this.#show(snapshot);
    return snapshot;
  }

  /** A page that is still loading gets it as soon as it can draw. */
  #sendAhead(): void {
    // What was asked of VS Code goes out at the end of this turn: reading comes after it.
    const ahead = setImmediate().then(() => this.#read());
    this.#ahead = ahead;
    void ahead.then(async (snapshot) => {
      // A page that was quicker has asked.
      if (this.#ahead !== ahead) return;
      await this.#show(snapshot);
      if (this.#ahead === ahead) this.#ahead = null;
    });
  }

  /** A page that goes away meanwhile has nothing to show it on. */
  async #show(snapshot: CompareSnapshot): Promise<void> {
    if (this.panel.visible) await this.#client.call('show', await packSnapshot(snapshot)).catch(() => undefined);
  }

  #read(): Promise<CompareSnapshot> {
    this.#stale = false;
    this.#reading ??= this.#snapshot().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  #load(): Promise<CompareSnapshot> {
    const ahead = this.#stale ? null : this.#ahead;
    this.#ahead = null;
    return ahead ?? this.#read();
  }

  async #snapshot(): Promise<CompareSnapshot> {
    const { identity } = this;
    const now = Date.now();
    try {
      const trail = await this.trail();
      this.compared = await compareVersions(trail, identity);
      const { comparison } = this.compared;
      this.panel.title = panelTitle(comparison.versions, comparison.baseline);
      return { identity, comparison, problem: null, now: trail.clock.now() };
    } catch (error) {
      const { code, message, hint } = asTrailError(error);
      this.context.log.warn(code, message);
      this.compared = null;
      return { identity, comparison: null, problem: { message, hint: hint ?? '' }, now };
    }
  }

  #table(): HandlerTable {
    return { load: async () => packSnapshot(await this.#load()), ...panelActions(this) } as unknown as HandlerTable;
  }

  #settle(): void {
    this.#stale = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.panel.visible && this.#stale) void this.refresh();
    }, settleMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#client.close(new TrailError('cancelled', 'The panel was closed.'));
    disposeAll(this.#subscriptions);
    this.#disposed.fire();
    this.#disposed.dispose();
  }
}
