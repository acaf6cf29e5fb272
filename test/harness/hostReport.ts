/** What the tests inside an extension host tell the process outside, through a file that is renamed into place whole. */
export interface HostReport {
  /** The extension host's process: when it is gone before `done`, it crashed. */
  readonly pid: number;
  readonly tests: readonly HostTest[];
  /** The test that began and has not ended: when nothing more is heard, that one hangs. */
  readonly running: string | null;
  readonly done: boolean;
  /** Why no test could run at all. */
  readonly crash?: string;
}

export interface HostTest {
  /** Names of the suites around it, then its own. */
  readonly title: readonly string[];
  readonly milliseconds: number;
  /** Absent when it passed. */
  readonly error?: string;
}

/** The names under which the outer process hands its wishes to the extension host. */
export const hostVariables = {
  tests: 'MODELTRAIL_HOST_TESTS',
  report: 'MODELTRAIL_HOST_REPORT',
} as const;
