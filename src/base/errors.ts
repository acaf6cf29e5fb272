/** Everything that can go wrong in a way that a person can act on. Callers recognise errors by code, never by message. */
export type ErrorCode =
  | 'alias-reserved'
  | 'artifact-changed'
  | 'artifact-empty'
  | 'bytes-elsewhere'
  | 'bytes-lost'
  | 'cancelled'
  | 'conflict'
  | 'disk-full'
  | 'document-invalid'
  | 'file-missing'
  | 'file-unreadable'
  | 'format-newer'
  | 'git-failed'
  | 'internal'
  | 'label-invalid'
  | 'label-taken'
  | 'node-too-old'
  | 'not-a-model'
  | 'not-trusted'
  | 'object-damaged'
  | 'path-unsafe'
  | 'read-only'
  | 'reference-ambiguous'
  | 'reference-invalid'
  | 'reference-unknown'
  | 'store-damaged'
  | 'store-locked'
  | 'target-exists'
  | 'usage'
  | 'worker-ended'
  | 'workspace-missing';

export type ErrorData = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** The same in a worker's reply, a panel's message and the terminal's `--json`. */
export interface ErrorJson {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
  readonly data?: ErrorData;
}

/**
 * The one error class. `message` is a sentence that says what is so, `hint` one that says what to do next.
 */
export class TrailError extends Error {
  override readonly name = 'TrailError';
  readonly code: ErrorCode;
  readonly hint: string | null;
  readonly data: ErrorData;

  constructor(code: ErrorCode, message: string, options: { hint?: string; data?: ErrorData; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? null;
    this.data = options.data ?? {};
  }

  toJSON(): ErrorJson {
    return { code: this.code, message: this.message, hint: this.hint, data: this.data };
  }

  static fromJSON(json: ErrorJson): TrailError {
    return new TrailError(json.code, json.message, { ...(json.hint === null ? {} : { hint: json.hint }), data: json.data ?? {} });
  }
}

export function isTrailError(error: unknown, ...codes: ErrorCode[]): error is TrailError {
  return error instanceof TrailError && (codes.length === 0 || codes.includes(error.code));
}

/** True for what an aborted `AbortSignal` leads to, ours or Node's own. */
export function isCancelled(error: unknown): boolean {
  return isTrailError(error, 'cancelled') || (error instanceof Error && error.name === 'AbortError');
}

/** Throws `cancelled` once the signal is aborted; called between the pieces of long work. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new TrailError('cancelled', 'Cancelled; nothing was changed.');
}

/** The code of a failed system call (`ENOENT`, `EACCES` …), if it is one. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Turns any thrown value into a TrailError, giving the common failures of the file system a sentence of their own. */
export function asTrailError(error: unknown, path?: string): TrailError {
  if (error instanceof TrailError) return error;
  if (isCancelled(error)) return new TrailError('cancelled', 'Cancelled; nothing was changed.');
  const where = path ?? systemErrorPath(error) ?? 'the file';
  switch (systemErrorCode(error)) {
    case 'ENOENT':
      return new TrailError('file-missing', `${where} does not exist.`, { hint: 'Check the path.', cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new TrailError('read-only', `${where} can't be written or read with this account's permissions.`, {
        hint: 'Change the permissions, or choose a folder that you may write to.',
        cause: error,
      });
    case 'ENOSPC':
    case 'EDQUOT':
      return new TrailError('disk-full', 'The disk is full; nothing was changed.', { hint: 'Free some space and try again.', cause: error });
    case 'ENOTDIR':
      return new TrailError('file-missing', `${where} does not exist: a part of that path is a file.`, { hint: 'Check the path.', cause: error });
    case 'ELOOP':
      return new TrailError('file-unreadable', `${where} is a link that leads back to itself.`, { hint: 'Name the file that it was meant to lead to.', cause: error });
    case 'ENAMETOOLONG':
      return new TrailError('path-unsafe', `The name ${shortened(where)} is longer than this disk allows.`, { hint: 'Check the path, or choose a shorter one.', cause: error });
    case 'EEXIST':
      return new TrailError('target-exists', `Something else stands at ${where} already, or on the way there.`, { hint: 'Move it away, or choose another path.', cause: error });
    case 'EISDIR':
      return new TrailError('target-exists', `${where} is a folder, where a file was expected.`, { hint: 'Check the path.', cause: error });
    case 'EMFILE':
    case 'ENFILE':
      return new TrailError('file-unreadable', 'Too many files are open at once.', { hint: 'Close other programs and try again.', cause: error });
    case 'EIO':
      return new TrailError('file-unreadable', `The disk reported an error at ${where}.`, { hint: 'Check the disk, then try again.', cause: error });
    default:
      return new TrailError('internal', asSentence(error instanceof Error ? error.message : String(error)), {
        hint: 'This is a defect in ModelTrail; the store was left whole.',
        cause: error,
      });
  }
}

function asSentence(text: string): string {
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 40)}…` : text;
}

function systemErrorPath(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('path' in error)) return undefined;
  return typeof error.path === 'string' ? error.path : undefined;
}
