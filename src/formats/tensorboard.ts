import { ByteCursor } from './byteCursor.ts';
import type { ByteSource } from './byteSource.ts';
import { ProtobufReader } from './protobuf.ts';

/** One point of a scalar summary. */
export interface Scalar {
  readonly tag: string;
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly value: number;
}

/** Of a record: its length in eight bytes, a checksum of that, the event, and a checksum of it. */
const maxRecord = 16 * 1024 * 1024;
const [dtypeFloat, dtypeDouble] = [1, 2];

/**
 * The scalars of a TensorBoard event file, in the order in which they were written. `isWhole` is false where the file ends in the
 * middle of a record, as that of a run which is still going on does, or where a record is broken.
 * Source: tensorflow/core/lib/io/record_writer.h; event.proto, summary.proto and tensor.proto of tensorflow/core.
 * @param most scalars to read
 */
export function readScalars(source: ByteSource, most: number): { readonly scalars: readonly Scalar[]; readonly isWhole: boolean } {
  const cursor = new ByteCursor(source);
  const reader = new ProtobufReader(cursor);
  const scalars: Scalar[] = [];
  try {
    while (cursor.position < source.size) {
      const length = cursor.u64();
      cursor.skip(4);
      if (cursor.position + length + 4 > source.size) return { scalars, isWhole: false };
      if (length > maxRecord) cursor.skip(length);
      else for (const scalar of eventScalars(reader, length)) scalars.push(scalar);
      cursor.skip(4);
      if (scalars.length >= most) return { scalars: scalars.slice(0, most), isWhole: false };
    }
    return { scalars, isWhole: true };
  } catch {
    return { scalars, isWhole: false };
  }
}

function eventScalars(reader: ProtobufReader, length: number): Scalar[] {
  let [step, wallTime] = [0, 0];
  const values: { readonly tag: string; readonly value: number }[] = [];
  reader.message(
    length,
    (field) => {
      if (field.number === 2 && !field.isLengthDelimited) step = field.value;
      if (field.number !== 5 || !field.isLengthDelimited) return;
      reader.message(field.value, (inner) => {
        const value = inner.number === 1 && inner.isLengthDelimited ? summaryValue(reader, inner.value) : null;
        if (value !== null) values.push(value);
      });
    },
    (number, value) => {
      if (number === 1) wallTime = value;
    },
  );
  return values.map((value) => ({ ...value, step, wallTime }));
}

function summaryValue(reader: ProtobufReader, length: number): { readonly tag: string; readonly value: number } | null {
  let tag = '';
  let found: number | null = null;
  reader.message(
    length,
    (field) => {
      if (field.number === 1) tag = reader.text(field);
      else if (field.number === 8 && field.isLengthDelimited) found = tensorScalar(reader, field.value);
    },
    (number, value) => {
      if (number === 2) found = value;
    },
  );
  return found === null || tag === '' ? null : { tag, value: found };
}

/** The number of a tensor that holds just one. */
function tensorScalar(reader: ProtobufReader, length: number): number | null {
  let dtype = 0;
  const numbers: number[] = [];
  reader.message(
    length,
    (field) => {
      if (field.number === 1) dtype = field.value;
      const width = field.number === 5 ? 4 : field.number === 6 ? 8 : field.number === 4 ? (dtype === dtypeDouble ? 8 : 4) : 0;
      if (!field.isLengthDelimited || width === 0) return;
      if (field.value !== width) numbers.push(Number.NaN, Number.NaN);
      else numbers.push(reader.float(width === 8));
    },
    (number, value) => {
      if (number === 5 || number === 6) numbers.push(value);
    },
  );
  return (dtype === dtypeFloat || dtype === dtypeDouble) && numbers.length === 1 ? (numbers[0] ?? null) : null;
}
