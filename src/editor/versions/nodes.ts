import type { Trail } from '../../trail/trail.ts';
import type { ModelSummary, Version, VersionSummary } from '../../domain/version.ts';
import type { VersionRow } from '../context/versionPick.ts';

/** One row of the tree. Ids are stable, so that a redraw keeps what is selected and what is open. */
export interface TreeNode {
  readonly id: string;
  readonly parent: TreeNode | undefined;
}

export class ModelNode implements TreeNode {
  readonly id: string;
  readonly parent = undefined;
  readonly trail: Trail;
  /** As last read. The node itself stays: VS Code redraws a row only when it is given the object that it knows. */
  model: ModelSummary;
  /** Rows shown; more are asked for page by page. */
  shown = pageSize;

  constructor(trail: Trail, model: ModelSummary) {
    this.id = `${trail.root}#${model.name}`;
    this.trail = trail;
    this.model = model;
  }
}

export const pageSize = 200;

export class VersionNode implements TreeNode, VersionRow {
  readonly id: string;
  readonly parent: ModelNode;
  readonly version: VersionSummary;
  readonly before: VersionSummary | null;
  readonly isBest: boolean;

  constructor(parent: ModelNode, version: VersionSummary, before: VersionSummary | null, isBest: boolean) {
    this.id = `${parent.id}#${version.id}`;
    this.parent = parent;
    this.version = version;
    this.before = before;
    this.isBest = isBest;
  }

  get versionInTrail() {
    return { trail: this.parent.trail, version: this.version };
  }
}

/** The model's files as they stand in a work tree, where no version has them. */
export class WorkingNode implements TreeNode, VersionRow {
  readonly id: string;
  readonly parent: ModelNode;
  /** Of the work tree that they stand in. */
  readonly trail: Trail;
  /** What tells the work tree from others; empty where one is open. */
  readonly place: readonly string[];
  /** The version that they were changed from. */
  readonly version: VersionSummary;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  readonly isOfWorkTree = true;

  constructor(parent: ModelNode, files: { readonly trail: Trail; readonly place: readonly string[]; readonly version: VersionSummary; readonly modifiedAt: number }) {
    const { trail, place, version, modifiedAt } = files;
    this.id = `${parent.id}#working${trail.root === parent.trail.root ? '' : trail.root}`;
    this.parent = parent;
    this.trail = trail;
    this.place = place;
    this.version = version;
    this.modifiedAt = modifiedAt;
  }

  get versionInTrail() {
    return { trail: this.trail, version: this.version };
  }

  get model() {
    return this.parent.model;
  }
}

export type SectionKind = 'parameters' | 'metrics' | 'code' | 'data' | 'environment' | 'artifacts';

/** One part of a version's record. */
export class SectionNode implements TreeNode {
  readonly id: string;
  readonly parent: VersionNode;
  readonly kind: SectionKind;
  readonly version: Version;
  readonly before: Version | null;

  constructor(parent: VersionNode, kind: SectionKind, version: Version, before: Version | null) {
    this.id = `${parent.id}#${kind}`;
    this.parent = parent;
    this.kind = kind;
    this.version = version;
    this.before = before;
  }
}

/** What a leaf row shows and opens. */
export interface Leaf {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly tooltip?: string;
  readonly spoken?: string;
  readonly command?: { readonly command: string; readonly title: string; readonly arguments: unknown[] };
}

export class LeafNode implements TreeNode {
  readonly id: string;
  readonly parent: TreeNode;
  readonly leaf: Leaf;

  constructor(parent: TreeNode, key: string, leaf: Leaf) {
    this.id = `${parent.id}#${key}`;
    this.parent = parent;
    this.leaf = leaf;
  }
}

/** Rows of less interest, folded under a count: `12 unchanged`. */
export class FoldNode implements TreeNode {
  readonly id: string;
  readonly parent: SectionNode;
  readonly label: string;
  readonly leaves: readonly (readonly [string, Leaf])[];

  constructor(parent: SectionNode, label: string, leaves: readonly (readonly [string, Leaf])[]) {
    this.id = `${parent.id}#fold`;
    this.parent = parent;
    this.label = label;
    this.leaves = leaves;
  }
}

/** Stands for the versions beyond the page. */
export class MoreNode implements TreeNode {
  readonly id: string;
  readonly parent: ModelNode;
  /** How many; null where it is not counted. */
  readonly hidden: number | null;

  constructor(parent: ModelNode, hidden: number | null) {
    this.id = `${parent.id}#more`;
    this.parent = parent;
    this.hidden = hidden;
  }
}

export type AnyNode = ModelNode | WorkingNode | VersionNode | SectionNode | LeafNode | FoldNode | MoreNode;
