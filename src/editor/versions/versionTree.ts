import { basename } from 'node:path';
import type * as vscode from 'vscode';
import type { Filter } from '../../domain/filter/filter.ts';
import { listModels, queryVersions } from '../../trail/listVersions.ts';
import type { Trail } from '../../trail/trail.ts';
import type { ModelSummary, VersionSummary } from '../../domain/version.ts';
import type { FileStates } from '../context/fileStates.ts';
import { sameStore, type Trails } from '../context/trails.ts';
import type { VersionInTrail } from '../context/versionPick.ts';
import { Findings } from './findings.ts';
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
  #workTrees: readonly Trail[] = [];
  #filter: Filter = { terms: [] };
  #findings: Findings | null = null;
  #deleted = false;

  readonly onDidChangeTreeData = this.#redraws.event;

  constructor(trails: Trails, fileStates: FileStates) {
    this.#trails = trails;
    this.#fileStates = fileStates;
  }

  setFilter(filter: Filter): void {
    this.#filter = filter;
    this.#searchAgain();
    this.#redraws.ask(undefined);
  }

  get showsDeleted(): boolean {
    return this.#deleted;
  }

  showDeleted(shown: boolean): void {
    this.#deleted = shown;
    this.#searchAgain();
    this.#redraws.ask(undefined);
  }

  #searchAgain(): void {
    this.#findings = this.#filter.terms.length === 0 ? null : new Findings(this.#filter, this.#deleted);
  }

  /** Looks at the trails again and redraws what is not as it was. Gives the number of models. */
  async refresh(): Promise<number> {
    // One that is under way may have looked too early.
    await this.#reading?.catch(() => undefined);
    const before = this.#models;
    const models = await this.#readModels();
    // A trail that was opened anew has other nodes.
    const same = models.size === before.size && [...models].every(([id, node]) => before.get(id) === node);
    this.#models = models;
    this.#searchAgain();
    if (!same) this.#redraws.ask(undefined);
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
    this.#workTrees = await this.#trails.workTrees();
    // Each may have a shared history of its own to take in.
    await Promise.all(this.#workTrees.filter((trail) => !trails.includes(trail)).map((trail) => trail.index()));
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
    return treeItem(node, node instanceof ModelNode ? this.#trails.nameIfSeveral(node.trail) : []);
  }

  getParent(node: AnyNode): AnyNode | undefined {
    return node.parent as AnyNode | undefined;
  }

  getChildren(node?: AnyNode): Promise<AnyNode[]> {
    return this.#redraws.during(() => this.#childrenOf(node));
  }

  async #childrenOf(node: AnyNode | undefined): Promise<AnyNode[]> {
    if (node === undefined) return this.#modelNodes();
    if (node instanceof ModelNode) return [...this.#workingNodes(node), ...(await this.#versionNodes(node))];
    if (node instanceof VersionNode) return sections(node);
    if (node instanceof SectionNode) return rowsOf(node);
    if (node instanceof FoldNode) return node.leaves.map(([key, leaf]) => new LeafNode(node, key, leaf));
    return [];
  }

  async #modelNodes(): Promise<AnyNode[]> {
    if (this.#models.size === 0) this.#models = await this.#readModels();
    const nodes = [...this.#models.values()];
    const findings = this.#findings;
    if (findings === null) return nodes;
    const counts = await Promise.all(nodes.map(async ({ trail, model }) => (await findings.of(trail, model.name)).length));
    return nodes.filter((_, at) => counts[at] !== 0);
  }

  /** The files of a model have changed: its rows are looked at again. */
  redrawModels(): void {
    for (const model of this.#models.values()) this.#redraws.ask(model);
  }

  #workingNodes(node: ModelNode): WorkingNode[] {
    if (this.#findings !== null) return [];
    const several = this.#workTrees.filter((tree) => sameStore(tree, node.trail)).length > 1;
    const changed = Map.groupBy(this.#fileStates.changedFiles(node.trail, node.model.name), ({ trail }) => trail);
    return [...changed].flatMap(([trail, files]) => {
      const [first] = files;
      if (first === undefined) return [];
      return new WorkingNode(node, { trail, place: several ? [basename(trail.root)] : [], version: first.state.version, modifiedAt: Math.max(...files.map(({ state }) => state.modifiedAt ?? 0)) });
    });
  }

  async #versionNodes(node: ModelNode): Promise<AnyNode[]> {
    const { trail, model, shown } = node;
    const { versions, hidden } = await this.#visible(node);
    const rows = versions.slice(0, shown).map((version) => {
      const parent = version.parents[0];
      return new VersionNode(node, version, parent === undefined ? null : (trail.lastIndex?.summary(parent) ?? null), version.id === model.best && model.versions > 1);
    });
    return versions.length > shown || (hidden ?? 0) > 0 ? [...rows, new MoreNode(node, hidden)] : rows;
  }

  /** The versions that a model shows, and how many more there are; null where that is not counted. */
  async #visible({ trail, model, shown }: ModelNode): Promise<{ readonly versions: readonly VersionSummary[]; readonly hidden: number | null }> {
    const index = trail.lastIndex;
    if (index === null) return { versions: [], hidden: 0 };
    if (this.#findings !== null) {
      const ids = await this.#findings.of(trail, model.name);
      return { versions: ids.slice(0, shown).flatMap((id) => index.summary(id) ?? []), hidden: Math.max(0, ids.length - shown) };
    }
    // One more than is shown tells that there are more, without reading thousands.
    const versions = queryVersions(index, { model: model.name, deleted: this.#deleted, limit: shown + 1 });
    return { versions, hidden: this.#deleted ? null : Math.max(0, model.versions - shown) };
  }

  loadMore(node: MoreNode): void {
    node.parent.shown += pageSize;
    this.#redraws.ask(node.parent);
  }

  /** Resolves once the rows are drawn as they were last asked for. */
  settled(): Promise<void> {
    return this.#redraws.settled();
  }

  /** The row of a version, for reveal; undefined where it is filtered out, deleted, or not shown yet. */
  async find({ trail, version }: VersionInTrail): Promise<VersionNode | undefined> {
    const model = this.#modelOf(trail, version);
    if (model === undefined) return undefined;
    return (await this.#versionNodes(model)).find((node): node is VersionNode => node instanceof VersionNode && node.version.id === version.id);
  }

  /** Whether the filter lets a version through. */
  async lets({ trail, version }: VersionInTrail): Promise<boolean> {
    return this.#findings === null || (await this.#findings.of(trail, version.model)).includes(version.id);
  }

  /** Shows so many rows that a version is among them, where the filter lets it through. */
  async unfold({ trail, version }: VersionInTrail): Promise<void> {
    const model = this.#modelOf(trail, version);
    if (model === undefined) return;
    const ids = await (this.#findings ?? new Findings({ terms: [] }, this.#deleted)).of(trail, version.model);
    const at = ids.indexOf(version.id);
    if (at < model.shown) return;
    model.shown = at + pageSize;
    this.#redraws.ask(model);
  }

  #modelOf(trail: Trail, version: VersionSummary): ModelNode | undefined {
    return [...this.#models.values()].find((node) => sameStore(node.trail, trail) && node.model.name === version.model);
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
