import type { Comparison, Statement } from '../domain/comparison.ts';
import type { CompareRequest } from './compared.ts';
import { evaluationStatements } from './evaluationData.ts';
import { pairHeadline } from './headline.ts';
import { manyHeadline } from './manyHeadline.ts';
import { missingMetrics, notANumberStatements, nothingInCommon, togetherStatement, worseStatement } from './metricNotes.ts';
import { missingStatements, remarkStatements, sameBytesStatement, standingStatements } from './recordNotes.ts';
import { summaryContext } from './summaryContext.ts';

/** What a person should know first: the headline, then what needs care before whatever else is known: what got worse, whether the comparison is fair, what the records lack. */
export function summarize(request: CompareRequest, found: Omit<Comparison, 'summary'>): Statement[] {
  const context = summaryContext(request, found);
  const isPair = request.versions.length === 2;
  const facts = [
    ...(isPair ? worseStatement(context) : []),
    ...notANumberStatements(context),
    ...evaluationStatements(context),
    ...(isPair ? [...togetherStatement(context), ...missingMetrics(context), ...nothingInCommon(context)] : []),
    ...sameBytesStatement(context),
    ...standingStatements(context),
    ...missingStatements(context),
    ...remarkStatements(context),
  ];
  const isWarning = ({ kind }: Statement): boolean => kind === 'warning';
  return [isPair ? pairHeadline(context) : manyHeadline(context), ...facts.filter(isWarning), ...facts.filter((fact) => !isWarning(fact))];
}
