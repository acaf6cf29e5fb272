/** One vocabulary for element types, whichever framework wrote the file, with the bits that an element takes. */
const bitsOf: Readonly<Record<string, number>> = {
  bool: 8, int8: 8, uint8: 8, int16: 16, uint16: 16, int32: 32, uint32: 32, int64: 64, uint64: 64,
  float16: 16, bfloat16: 16, float32: 32, float64: 64, complex64: 64, complex128: 128,
  float8_e5m2: 8, float8_e4m3fn: 8, float8_e5m2fnuz: 8, float8_e4m3fnuz: 8, float8_e8m0fnu: 8,
  float6_e2m3fn: 6, float6_e3m2fn: 6, float4_e2m1fn: 4, int4: 4, uint4: 4,
};

/** Bits an element takes, or null for a type of unknown or varying size. */
export function dtypeBits(dtype: string): number | null {
  return Object.hasOwn(bitsOf, dtype) ? (bitsOf[dtype] ?? null) : null;
}

/** How many elements a shape has; not finite or not safe when that is beyond what a file could hold. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
