import type { AdoptableModel, AdoptableVersion, AdoptionPlan } from '../../trail/planAdoption.ts';

/** A planned version that may be left out or called otherwise. */
export interface SelectedVersion {
  readonly version: AdoptableVersion;
  label: string;
  ticked: boolean;
}

export interface SelectedModel {
  readonly planned: AdoptableModel;
  name: string;
  ticked: boolean;
  readonly versions: readonly SelectedVersion[];
}

/** What a person leaves of an adoption's plan. */
export class Selection {
  readonly models: readonly SelectedModel[];

  constructor({ models }: AdoptionPlan) {
    this.models = models.map((planned) => ({
      planned,
      name: planned.model,
      ticked: planned.versions.some(({ sameAs }) => sameAs === null),
      versions: planned.versions.map((version) => ({ version, label: version.label, ticked: version.sameAs === null })),
    }));
  }

  /** Versions that were not saved before. */
  get fresh(): number {
    return this.models.flatMap(({ versions }) => versions).filter(({ version }) => version.sameAs === null).length;
  }

  /** What is ticked, under its last names, with its bytes. */
  chosen(): { readonly models: readonly AdoptableModel[]; readonly size: number } {
    const models = this.models
      .filter(({ ticked }) => ticked)
      .map(({ planned, name, versions }) => ({ ...planned, model: name, versions: versions.filter(({ ticked }) => ticked).map(({ version, label }) => ({ ...version, label })) }))
      .filter(({ versions }) => versions.length > 0);
    return { models, size: models.flatMap(({ versions }) => versions).reduce((sum, { artifact }) => sum + artifact.size, 0) };
  }
}
