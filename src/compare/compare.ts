import type { Comparison } from '../domain/comparison.ts';
import { artifactTable } from './artifacts.ts';
import { codeComparison } from './code.ts';
import type { CompareRequest } from './compared.ts';
import { curveList } from './curves.ts';
import { dataTable } from './data.ts';
import { environmentTable } from './environment.ts';
import { flattenParams } from './flatParams.ts';
import { focusOf, headOf, titleOf } from './heads.ts';
import { metricTable } from './metrics.ts';
import { paramTable } from './params.ts';
import { summarize } from './summary.ts';

/** What 2 to 12 versions share and where they differ, in words and numbers. Reads nothing; the same for the same request. */
export function compare(request: CompareRequest): Comparison {
  const heads = request.versions.map(headOf);
  const flat = request.versions.map(({ version }) => flattenParams(version.params));
  const found = {
    title: titleOf(heads),
    versions: heads,
    baseline: request.baseline,
    focus: focusOf(request),
    params: paramTable(request, flat),
    metrics: metricTable(request),
    curves: curveList(request),
    code: codeComparison(request, flat),
    data: dataTable(request),
    environment: environmentTable(request),
    artifacts: artifactTable(request),
  };
  return { ...found, summary: summarize(request, found) };
}
