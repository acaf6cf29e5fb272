import assert from 'node:assert/strict';
import { compare } from '../../../src/compare/compare.ts';
import type { FactTable } from '../../../src/domain/comparison.ts';
import type { Outline } from '../../../src/domain/outline.ts';
import { artifact, dataset, digest, request, version, type VersionParts } from './build.ts';

type Section = 'data' | 'environment' | 'artifacts';

function table(section: Section, ...parts: readonly VersionParts[]): FactTable {
  return compare(request(parts.map((each, at) => version(`1.${String(at)}`, each))))[section];
}

/** Each row as a line: `train.csv rows | 10 | 12 | +2 (+20 %) | warning`. */
function lines({ rows }: FactTable): string[] {
  return rows.map(({ name, qualifier, cells, changeText, warning }) => [`${name} ${qualifier}`.trim(), ...cells.map((cell) => cell?.text ?? '-'), changeText, warning].join(' | '));
}

describe('compared data', () => {
  it('tells rows, or sizes where rows are not known', () => {
    const sized = (size: number): VersionParts['data'] => [dataset('images', null, { size, sha256: digest(String(size)) })];
    assert.deepEqual(lines(table('data', { data: [dataset('train.csv', 10_000), dataset('test.csv', 5)] }, { data: [dataset('train.csv', 12_000), dataset('test.csv', 5)] })), ['train.csv rows | 10,000 | 12,000 | +2,000 (+20 %) | ', 'test.csv rows | 5 | 5 |  | ']);
    assert.deepEqual(lines(table('data', { data: sized(4_000_000) ?? [] }, { data: sized(3_000_000) ?? [] })), ['images size | 4.00 MB | 3.00 MB | \u22121.00 MB (\u221225 %) | ']);
    assert.deepEqual(lines(table('data', { data: [dataset('a.csv', 5)] }, { data: [dataset('a.csv', 5, { sha256: digest('other') })] })), ['a.csv rows | 5 | 5 | content changed | ']);
    assert.deepEqual(lines(table('data', { data: [dataset('a.csv', 5)] }, { data: [dataset('b.csv', 6)] })), ['a.csv rows | 5 | - | removed | ', 'b.csv rows | - | 6 | added | ']);
  });

  it('names the columns that came and went', () => {
    const columns = (...columnNames: readonly string[]): VersionParts => ({ data: [dataset('a.csv', columnNames.length, { columnNames, columns: columnNames.length, sha256: digest(columnNames.join()) })] });
    const details = (one: VersionParts, other: VersionParts): string[] => table('data', one, other).rows[0]?.details.map(({ text }) => text) ?? [];
    assert.deepEqual(details(columns('a', 'b'), columns('a', 'c')), ['column c added', 'column b removed']);
    assert.deepEqual(details(columns('a', 'b'), columns('b', 'a')), ['columns in another order']);
    assert.equal(table('data', columns('a', 'b'), columns('a', 'b')).summary, 'schema same, 2 columns');
    assert.equal(table('data', columns('a', 'b'), columns('a')).summary, 'schema changed');
    const many = details(columns('a'), columns('a', ...Array.from({ length: 17 }, (_, at) => `c${String(at)}`)));
    assert.deepEqual([many.length, many.at(-1)], [13, 'and 5 more']);
    const counted = (columnCount: number): VersionParts => ({ data: [dataset('a.csv', columnCount, { columns: columnCount })] });
    assert.deepEqual(details(counted(16), counted(18)), ['16 → 18 columns']);
  });
});

describe('compared environments', () => {
  it('tell what kind of step a package took', () => {
    const before = { torch: '2.5.0', numpy: '1.26.4', scipy: '1.14.0', 'scikit-learn': '1.5', odd: 'main', cuda: '2.5.1+cu121', old: '1' };
    const after = { torch: '2.5.1', numpy: '2.0.0', scipy: '1.13.1', scikit_learn: '1.5.0', odd: 'dev', cuda: '2.5.1+cpu', fresh: '1' };
    const rows = lines(table('environment', { packages: before }, { packages: after })).filter((line) => !/Python|system/u.test(line));
    assert.deepEqual(rows, [
      'cuda | 2.5.1+cu121 | 2.5.1+cpu | build | ',
      'fresh | - | 1 | added | ',
      'numpy | 1.26.4 | 2.0.0 | major | ',
      'odd | main | dev | changed | ',
      'old | 1 | - | removed | ',
      'scikit-learn | 1.5 | 1.5.0 | same | ',
      'scipy | 1.14.0 | 1.13.1 | minor, down | ',
      'torch | 2.5.0 | 2.5.1 | patch | ',
    ]);
  });

  it('that were not recorded are not taken for empty', () => {
    const { rows, changed, summary } = table('environment', { over: { environment: null } }, {});
    assert.deepEqual([changed, summary, rows.every(({ cells }) => cells[0] === null)], [0, 'not recorded for 1.0', true]);
    assert.equal(table('environment', { packages: {} }, {}).changed, 0);
    assert.equal(table('environment', {}, {}).sameText, 'Python 3.11.9, Linux x86_64');
  });
});

describe('compared artifacts', () => {
  const outline = (shape: readonly number[], parts: Partial<Outline> = {}): Outline => ({ format: 'safetensors', tensors: [{ name: 'head.weight', dtype: 'float32', shape }], features: null, estimator: null, ...parts });

  it('tell sizes in one unit, what is a pickle, and what is not here', () => {
    const before = { artifacts: [artifact('m.safetensors', 4_120_000), artifact('e.joblib', 410_000)] };
    const after = { artifacts: [artifact('m.safetensors', 4_120_000), artifact('e.joblib', 280_000, { bytes: 'elsewhere' })] };
    const found = table('artifacts', before, after);
    assert.deepEqual(lines(found), ['e.joblib | 410 kB | 280 kB | \u2212130 kB | pickle, not on this machine', 'm.safetensors | 4.12 MB | 4.12 MB | same | ']);
    assert.equal(found.summary, '4.53 → 4.40 MB (\u22123 %)');
    assert.deepEqual(lines(table('artifacts', { artifacts: [artifact('m', 9)] }, { artifacts: [artifact('m', 9, { sha256: digest('x') })] })), ['m | 9 bytes | 9 bytes | same size, other bytes | ']);
    assert.deepEqual(lines(table('artifacts', { artifacts: [artifact('m', 4_000_000)] }, { artifacts: [artifact('m', 4_000_300)] })), ['m | 4.00 MB | 4.00 MB | +300 bytes | ']);
  });

  it('tell what changed inside', () => {
    const pair = (one: Outline, other: Outline): FactTable => table('artifacts', { artifacts: [artifact('m', 1)], outlines: { m: one } }, { artifacts: [artifact('m', 2)], outlines: { m: other } });
    const details = (one: Outline, other: Outline): string[] => pair(one, other).rows[0]?.details.map(({ text }) => text) ?? [];
    assert.equal(pair(outline([10, 64]), outline([10, 64])).rows[0]?.qualifier, 'same shapes');
    assert.deepEqual(details(outline([10, 64]), outline([10, 128])), ['head.weight 10 × 64 → 10 × 128']);
    assert.deepEqual(details(outline([1]), outline([1], { tensors: [{ name: 'x', dtype: 'int8', shape: [] }] })), ['x scalar added', 'head.weight 1 removed']);
    assert.deepEqual(details(outline([1]), outline([1], { tensors: [{ name: 'head.weight', dtype: 'float16', shape: [1] }] })), ['head.weight float32 → float16']);
    assert.deepEqual(details(outline([1], { features: ['a'], estimator: 's.A' }), outline([1], { features: ['b'], estimator: 's.B' })), ['estimator A → B', 'feature b added', 'feature a removed']);
  });

  it('follow a single file that was renamed, and count the files of a folder', () => {
    assert.deepEqual(lines(table('artifacts', { artifacts: [artifact('a.pt', 5)] }, { artifacts: [artifact('b.pt', 5)] })), ['a.pt → b.pt | 5 bytes | 5 bytes | same size, other bytes | pickle']);
    const folder = (files: number): VersionParts => ({ artifacts: [artifact('saved', files, { files })] });
    assert.deepEqual(table('artifacts', folder(12), folder(14)).rows[0]?.details, [{ change: 'changed', text: '12 → 14 files' }]);
  });
});
