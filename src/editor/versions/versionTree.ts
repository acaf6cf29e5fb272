import type * as vscode from 'vscode';
import { listModels, queryVersions } from '../../trail/listVersions.ts';
import type { Trail } from '../../trail/trail.ts';
import type { ModelSummary, VersionSummary } from '../../domain/version.ts';
import type { FileStates } from '../context/fileStates.ts';
import type { Trails } from '../context/trails.ts';
import { FoldNode, LeafNode, ModelNode, MoreNode, SectionNode, VersionNode, WorkingNode, pageSize, type AnyNode } from './nodes.ts';
import { Redraws } from './redraws.ts';
import { sectionRows, sectionsOf } from './sectionRows.ts';
import { treeItem } from './treeItems.ts';

/** The tree of models and their versions. Rows are made when they are opened; what did not change keeps its node. */
export class VersionTree implements vscode.TreeDataProvider<AnyNode> {
  readonly #trails: Trails;
  readonly #fileStates: FileStates;
  readonly #redraws = new Redraws<AnyNode>();
  #models = new Map<string, ModelNode>();
  /** Two readings at once would make two nodes of one row. */
  #reading: Promise<Map<string, ModelNode>> | null = null;
  #several = false;
  #filter = '';
  #deleted = false;

  readonly onDidChangeTreeData = this.#redraws.event;

  constructor(trails: Trails, fileStates: FileStates) {
    this.#trails = trails;
    this.#fileStates = fileStates;
  }

  get filter(): string {
    return this.#filter;
  }

  setFilter(filter: string): void {
    this.#filter = filter.trim();
    this.#redraws.ask(undefined);
  }

  showDeleted(shown: boolean): void {
    this.#deleted = shown;
    this.#redraws.ask(undefined);
  }

  /** Looks at the trails again and redraws what is not as it was. Gives the number of models. */
  async refresh(): Promise<number> {
    const before = this.#models;
    const models = await this.#readModels();
    const added = [...models.keys()].some((id) => !before.has(id)) || models.size !== before.size;
    this.#models = models;
    if (added) this.#redraws.ask(undefined);
    else for (const model of models.values()) this.#redraws.ask(model);
    return models.size;
  }

  #readModels(): Promise<Map<string, ModelNode>> {
    this.#reading ??= this.#readModelsNow().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readModelsNow(): Promise<Map<string, ModelNode>> {
    const trails = await this.#trails.all();
    this.#several = trails.length > 1;
    const lists = await Promise.all(trails.map(async (trail) => (await listModels(trail)).map((model) => this.#modelNode(trail, model))));
    return new Map(lists.flat().map((node) => [node.id, node]));
  }

  #modelNode(trail: Trail, model: ModelSummary): ModelNode {
    const node = new ModelNode(trail, model);
    const known = this.#models.get(node.id);
    if (known?.trail !== trail) return node;
    known.model = model;
    return known;
  }

  getTreeItem(node: AnyNode): vscode.TreeItem {
    return treeItem(node, this.#several);
  }

  getParent(node: AnyNode): AnyNode | undefined {
    return node.parent as AnyNode | undefined;
  }

  getChildren(node?: AnyNode): Promise<AnyNode[]> {
    return this.#redraws.during(() => this.#childrenOf(node));
  }

  #childrenOf(node: AnyNode | undefined): AnyNode[] | Promise<AnyNode[]> {
    if (node === undefined) return this.#modelNodes();
    if (node instanceof ModelNode) return [...this.#workingNodes(node), ...this.#versionNodes(node)];
    if (node instanceof VersionNode) return sections(node);
    if (node instanceof SectionNode) return rowsOf(node);
    if (node instanceof FoldNode) return node.leaves.map(([key, leaf]) => new LeafNode(node, key, leaf));
    return [];
  }

  async #modelNodes(): Promise<AnyNode[]> {
    if (this.#models.size === 0) this.#models = await this.#readModels();
    const nodes = [...this.#models.values()];
    return this.#filter === '' ? nodes : nodes.filter((node) => this.#visible(node).length > 0);
  }

  /** One more than is shown tells that there are more, without reading thousands. */
  #visible({ trail, model, shown }: ModelNode): readonly VersionSummary[] {
    const index = trail.lastIndex;
    return index === null ? [] : queryVersions(index, { model: model.name, filter: this.#filter, deleted: this.#deleted, limit: shown + 1 });
  }

  /** The files of a model have changed: its rows are looked at again. */
  redrawModels(): void {
    for (const model of this.#models.values()) this.#redraws.ask(model);
  }

  #workingNodes(node: ModelNode): WorkingNode[] {
    const changed = this.#fileStates.changedFiles(node.trail, node.model.name);
    const [first] = changed;
    if (first === undefined || this.#filter !== '') return [];
    return [new WorkingNode(node, first.state.version, Math.max(...changed.map(({ state }) => state.modifiedAt ?? 0)))];
  }

  #versionNodes(node: ModelNode): AnyNode[] {
    const { trail, model, shown } = node;
    const versions = this.#visible(node);
    const rows = versions.slice(0, shown).map((version) => {
      const parent = version.parents[0];
      return new VersionNode(node, version, parent === undefined ? null : (trail.lastIndex?.summary(parent) ?? null), version.id === model.best && model.versions > 1);
    });
    return versions.length > shown ? [...rows, new MoreNode(node, this.#filter === '' && !this.#deleted ? model.versions - shown : null)] : rows;
  }

  loadMore(node: MoreNode): void {
    node.parent.shown += pageSize;
    this.#redraws.ask(node.parent);
  }

  /** Resolves once the rows are drawn as they were last asked for. */
  settled(): Promise<void> {
    return this.#redraws.settled();
  }

  /** The row of a version, for reveal. */
  find(trail: Trail, version: VersionSummary): VersionNode | undefined {
    const model = [...this.#models.values()].find((node) => node.trail === trail && node.model.name === version.model);
    if (model === undefined) return undefined;
    return this.#versionNodes(model).find((node): node is VersionNode => node instanceof VersionNode && node.version.id === version.id);
  }
}

function sections(node: VersionNode): AnyNode[] {
  const index = node.parent.trail.lastIndex;
  const version = index?.version(node.version.id);
  if (version === undefined) return [];
  const before = node.before === null ? null : (index?.version(node.before.id) ?? null);
  const remarks = version.remarks.map(({ text, code }, at) => new LeafNode(node, `remark${String(at)}`, { label: text, description: '', icon: code === 'changed-after' ? 'warning' : 'info', tooltip: text }));
  const note = version.note === '' ? [] : [new LeafNode(node, 'note', { label: version.note.split('\n')[0] ?? '', description: '', icon: 'note', tooltip: version.note })];
  return [...note, ...remarks, ...sectionsOf(version).map((kind) => new SectionNode(node, kind, version, before))];
}

function rowsOf(node: SectionNode): AnyNode[] {
  const { rows, folded } = sectionRows(node);
  const leaves = rows.map(([key, leaf]) => new LeafNode(node, key, leaf));
  return folded === null ? leaves : [...leaves, new FoldNode(node, folded.label, folded.rows)];
}
