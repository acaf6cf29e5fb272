/**
 * Files come from strangers: each of these is checked before memory or time is spent.
 * Together they keep one reading below some hundreds of megabytes and a second or two.
 */
export const limits = {
  tensors: 100_000,
  features: 100_000,
  /** Dimensions of one tensor; NumPy allows 64. */
  rank: 64,
  /** UTF-16 units of a tensor's or feature's name. */
  nameLength: 1_000,
  /** UTF-16 units of all names of one outline. */
  namesLength: 16_000_000,
  steps: 200,
  metadataEntries: 32,
  metadataLength: 200,
  /** The safetensors format allows 100 MB; 100,000 tensors need less than a third of it. */
  headerBytes: 32 * 1024 * 1024,
  /** What a compressed stream may grow to. */
  inflatedBytes: 256 * 1024 * 1024,
} as const;
