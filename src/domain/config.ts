import * as z from 'zod';

/** What a person chose about one model. */
const modelConfig = z.looseObject({
  /** Paths or globs, relative to the trail's root. */
  paths: z.array(z.string()).optional(),
  /** The script that trains it, where several could be meant. */
  script: z.string().optional(),
  mainMetric: z.string().optional(),
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
