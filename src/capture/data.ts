/** Hashes a whole file; the caller's may answer from a cache. */
export type Digest = (absolute: string) => Promise<{ readonly sha256: string; readonly size: number }>;
