import * as z from 'zod';

const autoSaves = ['off', 'ask', 'always', 'improved'] as const;

/** What happens once a model was trained again: nothing, a question, a save, or a save where its main metric got better. */
export type AutoSave = (typeof autoSaves)[number];

/** What a person chose about one model. */
const modelConfig = z.looseObject({
  /** Paths or globs, relative to the trail's root. */
  paths: z.array(z.string()).optional(),
  /** The script that trains it, where several could be meant. */
  script: z.string().optional(),
  mainMetric: z.string().optional(),
  /** Whether a model that was trained again is saved by itself; `off` where it is left out. */
  autoSave: z.enum(autoSaves).optional(),
  /** By how much its main metric has to be better than the best so far, for `improved`. */
  improvedBy: z.number().nonnegative().optional(),
  /** Corrections of what a metric's name tells. */
  directions: z.record(z.string(), z.enum(['up', 'down'])).optional(),
});

/** `.modeltrail/config.yaml`: choices worth keeping with the project. Unknown keys are kept. */
export const configSchema = z.looseObject({
  /** Whether the history is shared through Git. */
  share: z.boolean().optional(),
  models: z.record(z.string(), modelConfig).optional(),
});

export type TrailConfig = z.infer<typeof configSchema>;
export type ModelConfig = z.infer<typeof modelConfig>;
