import { ByteCursor } from './byteCursor.ts';
import type { ByteSource } from './byteSource.ts';
import { limits } from './limits.ts';
import { buildOutline } from './outlineBuilder.ts';
import type { Outline, OutlineTensor } from '../domain/outline.ts';
import { ProtobufReader, type ProtobufField } from './protobuf.ts';
import { unreadable } from './unreadable.ts';

const types: readonly (string | undefined)[] = [
  undefined, 'float32', 'uint8', 'int8', 'uint16', 'int16', 'int32', 'int64', 'str', 'bool', 'float16', 'float64', 'uint32', 'uint64', 'complex64', 'complex128',
  'bfloat16', 'float8_e4m3fn', 'float8_e4m3fnuz', 'float8_e5m2', 'float8_e5m2fnuz', 'uint4', 'int4', 'float4_e2m1fn', 'float8_e8m0fnu',
];

interface Input {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * Weights (initialisers and Constant nodes, in subgraphs too) and inputs of an ONNX model. Weights' bytes are passed over.
 * Source: onnx/onnx.proto; the numbers below are its field numbers.
 */
export function outlineOnnx(source: ByteSource): Outline {
  const model = new OnnxModel(new ProtobufReader(new ByteCursor(source)));
  model.read(source.size);
  if (!model.hasGraph) throw unreadable('it has no graph');
  const known = new Set(model.tensors.map(({ name }) => name));
  const inputs = model.inputs.filter(({ name }) => !known.has(name));
  return buildOutline({ format: 'onnx', tensors: model.tensors, features: featuresOf(inputs), metadata: model.metadata });
}

/** One table of a fixed width, or one input of a single column for each feature. */
function featuresOf(inputs: readonly Input[]): readonly string[] | number | null {
  const widths = inputs.map(({ shape }) => (shape.length === 2 ? (shape[1] ?? -1) : -1));
  const [width = -1] = widths;
  if (inputs.length === 1) return width > 0 ? width : null;
  return inputs.length > 1 && widths.every((one) => one === 1) ? inputs.map(({ name }) => name) : null;
}

class OnnxModel {
  readonly tensors: OutlineTensor[] = [];
  readonly inputs: Input[] = [];
  hasGraph = false;
  readonly #reader: ProtobufReader;
  #producer = '';
  #irVersion = '';

  constructor(reader: ProtobufReader) {
    this.#reader = reader;
  }

  get metadata(): [string, string][] {
    const all: [string, string][] = [['ir_version', this.#irVersion], ['producer', this.#producer.trim()]];
    return all.filter(([, text]) => text !== '');
  }

  /** ModelProto */
  read(length: number): void {
    this.#reader.message(length, (field) => {
      if (field.number === 1) this.#irVersion = String(field.value);
      else if (field.number === 2) this.#producer = this.#reader.text(field);
      else if (field.number === 3) this.#producer += ` ${this.#reader.text(field)}`;
      else if (field.number === 7) this.#graph(field, true);
    });
  }

  /** GraphProto */
  #graph(graph: ProtobufField, isMain: boolean): void {
    if (!graph.isLengthDelimited) throw unreadable('one of its messages is broken');
    this.hasGraph = true;
    this.#reader.message(graph.value, (field) => {
      if (!field.isLengthDelimited) return;
      if (field.number === 1) this.#node(field);
      else if (field.number === 5) this.#tensor(field, null);
      else if (field.number === 11 && isMain) this.inputs.push(this.#input(field));
    });
  }

  /** NodeProto; only a Constant's own tensor is a weight, other attributes hold settings and subgraphs. */
  #node(node: ProtobufField): void {
    let output = '';
    let isConstant = false;
    const start = this.#reader.cursor.position;
    this.#reader.message(node.value, (field) => {
      if (field.number === 2 && output === '') output = this.#reader.text(field);
      else if (field.number === 4) isConstant = this.#reader.text(field) === 'Constant';
    });
    this.#reader.cursor.seek(start);
    this.#reader.message(node.value, (field) => {
      if (field.number === 5 && field.isLengthDelimited) this.#attribute(field, isConstant ? output : null);
    });
  }

  /** AttributeProto */
  #attribute(attribute: ProtobufField, constant: string | null): void {
    this.#reader.message(attribute.value, (field) => {
      if (!field.isLengthDelimited) return;
      if (field.number === 5 && constant !== null) this.#tensor(field, constant);
      else if (field.number === 6 || field.number === 11) this.#graph(field, false);
    });
  }

  /** TensorProto. Constants without a dimension are numbers in a computation, not weights. */
  #tensor(tensor: ProtobufField, constant: string | null): void {
    const shape: number[] = [];
    let [name, type] = [constant ?? '', 0];
    this.#reader.message(tensor.value, (field) => {
      if (field.number === 1 && shape.length <= limits.rank) shape.push(...this.#reader.numbers(field, limits.rank));
      else if (field.number === 2) type = field.value;
      else if (field.number === 8 && constant === null) name = this.#reader.text(field);
    });
    if (constant !== null && shape.length === 0) return;
    if (this.tensors.length >= limits.tensors) throw unreadable('it has more than 100,000 tensors');
    this.tensors.push({ name, dtype: types[type] ?? `onnx_${String(type)}`, shape });
  }

  /** ValueInfoProto, then TypeProto 1 (tensor_type) 2 (shape) 1 (dim) 1 (dim_value); dimensions without a value are open. */
  #input(input: ProtobufField): Input {
    let name = '';
    const shape: number[] = [];
    const inside = (path: readonly number[], take: () => void) => (field: ProtobufField): void => {
      const [next, ...rest] = path;
      if (field.number !== next || !field.isLengthDelimited) return;
      if (rest.length === 0) take();
      this.#reader.message(field.value, rest.length === 0 ? dimension : inside(rest, take));
    };
    const dimension = (field: ProtobufField): void => {
      if (field.number === 1 && !field.isLengthDelimited) shape[shape.length - 1] = field.value;
    };
    const open = (): void => {
      if (shape.length > limits.rank) throw unreadable('one of its inputs has too many dimensions');
      shape.push(-1);
    };
    this.#reader.message(input.value, (field) => {
      if (field.number === 1) name = this.#reader.text(field);
      else inside([2, 1, 2, 1], open)(field);
    });
    return { name, shape };
  }
}
