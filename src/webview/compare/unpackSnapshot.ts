import type { CompareSnapshot, PackedSnapshot } from '../../protocol/compare.ts';

export async function unpackSnapshot(packed: PackedSnapshot): Promise<CompareSnapshot> {
  const json = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(json).json()) as CompareSnapshot;
}
