import type { Field } from './logRow.ts';

/** The file in which Hugging Face's Trainer keeps what it logged, beside each checkpoint. */
export const trainerStateName = 'trainer_state.json';

const maxFields = 1000;

/**
 * The rows that a Trainer logged. Its file is one JSON object whose `log_history` lists them, as `TrainerState.save_to_json` of
 * the package transformers writes it. Null where it is no such file.
 */
export function readTrainerState(text: string): { readonly rows: readonly (readonly Field[])[]; readonly line: number } | null {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    return null;
  }
  const history = typeof state === 'object' && state !== null && 'log_history' in state ? state.log_history : null;
  if (!Array.isArray(history)) return null;
  const rows = history.filter((row) => typeof row === 'object' && row !== null).map((row: object) => Object.entries(row).slice(0, maxFields).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
  return { rows: withoutTotals(rows), line: text.slice(0, text.indexOf('"log_history"')).split('\n').length };
}

/** What is said once of the whole run (`train_runtime`, `total_flos`) is no curve. */
function withoutTotals(rows: readonly (readonly [string, number])[][]): readonly (readonly Field[])[] {
  return rows.map((row) => row.filter(([name]) => !/^(?:total_flos|train_runtime|train_samples_per_second|train_steps_per_second|eval_runtime|eval_samples_per_second|eval_steps_per_second)$/u.test(name)));
}
