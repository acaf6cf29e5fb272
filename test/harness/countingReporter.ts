import { writeFileSync } from 'node:fs';
import { reporters, type MochaOptions, type Runner } from 'mocha';

/** The variable that names the file for the counts. */
export const resultsVariable = 'MODELTRAIL_RESULTS';

/** mocha's own listing, and at the end the counts in a file: what was printed is for people, and no program reads it. */
class CountingReporter extends reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    runner.once('end', () => {
      const file = process.env[resultsVariable];
      if (file !== undefined) {
        const { passes, failures, pending } = this.stats;
        // A test that is skipped proves nothing, and nobody would notice.
        writeFileSync(file, JSON.stringify({ passed: passes, failed: failures + pending }));
      }
    });
  }
}

// mocha loads a reporter by its default export.
export { CountingReporter as default };
