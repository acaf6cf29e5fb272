import type { PyValue } from './value.ts';
import type { PythonModule } from './module.ts';
import type { Scope } from './scopes.ts';

/** One function's call as it is followed: what its parameters are. Frames of the enclosing functions come behind it. */
export interface Frame {
  readonly module: PythonModule;
  readonly scope: Scope;
  readonly parameters: ReadonlyMap<string, PyValue>;
  readonly outer: Frame | null;
}
