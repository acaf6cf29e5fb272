import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'mocha';
import { isTrailError } from '../../../src/base/errors.ts';
import { readData, type CapturedData, type DataRequest } from '../../../src/capture/data.ts';
import { readTableShape } from '../../../src/capture/tableShape.ts';
import { fileUses } from '../../../src/capture/python/fileUses.ts';
import { noModules, readModule } from '../../../src/capture/python/module.ts';
import { captureContext, makeWorkspace, put, removeWorkspaces } from './workspace.ts';

after(removeWorkspaces);

async function shapeOf(name: string, text: string): Promise<unknown[]> {
  const { rows, columns } = await readTableShape(join(makeWorkspace({ [name]: text }), name));
  return [rows, columns];
}

describe('rows and columns', () => {
  const cases: [string, string, string, unknown[]][] = [
    ['with a header', 'a.csv', 'id,name\n1,x\n2,y\n', [2, 2]],
    ['without a header', 'a.csv', '1,2.5\n2,3e-4\n', [2, 2]],
    ['of words alone', 'a.csv', 'a,b\nx,y\n', [1, 2]],
    ['with years among the names', 'a.csv', 'country,2019,2020\n7,1,2\n', [1, 3]],
    ['with a missing value first', 'a.csv', 'NA,2\n3,4\n', [2, 2]],
    ['of labels and numbers', 'a.csv', 'cat,0.5\ndog,0.7\n', [2, 2]],
    ['with quoted newlines and commas', 'a.csv', 'id,text\n1,"a\nb, c"\n2,"say ""hi"""\n', [2, 2]],
    ['with Windows line ends and a mark', 'a.csv', '\ufeffid,x\r\n1,2\r\n\r\n3,4', [2, 2]],
    ['with a mark and a quoted header', 'a.csv', '\ufeff"a\nb",x\n1,2\n', [1, 2]],
    ['in UTF-16', 'a.csv', 'a\0,\0b\0\n\0', [null, null]],
    ['with semicolons', 'a.csv', 'a;b;c\n1,5;2;3\n', [1, 3]],
    ['with bad quotes', 'a.csv', 'a,b\n1,x"y\n2,z\n', [2, 2]],
    ['with ragged rows', 'a.csv', 'a,b\n1\n1,2,3\n', [2, 2]],
    ['of one column', 'a.csv', 'x\n1\n2\n', [2, 1]],
    ['of nothing', 'a.csv', '', [0, null]],
    ['of tabs', 'a.tsv', 'a\tb\n1\t2\n', [1, 2]],
    ['of JSON lines', 'a.jsonl', '{"a": 1}\n\n{"a": 2}', [2, null]],
    ['of other files', 'a.parquet', 'PAR1', [null, null]],
  ];
  for (const [name, path, text, expected] of cases) {
    it(name, async () => {
      assert.deepEqual(await shapeOf(path, text), expected);
    });
  }

  it('of a quote that never closes are not known', async () => {
    assert.deepEqual(await shapeOf('a.csv', `a,b\n1,"${'x'.repeat(9_000_000)}`), [null, null]);
  });
});

describe('names of columns', () => {
  const names = async (text: string, name = 'a.csv'): Promise<readonly string[] | null> => (await readTableShape(join(makeWorkspace({ [name]: text }), name))).names;

  it('are those of the header, where there is one', async () => {
    assert.deepEqual(await names('\ufeffid,"a, b",é\r\n1,2,3\r\n'), ['id', 'a, b', 'é']);
    assert.deepEqual(await names('a\tb\n', 'a.tsv'), ['a', 'b']);
    assert.deepEqual(await names('country,2019\n7,1\n'), ['country', '2019']);
    for (const text of ['1,2\n3,4\n', 'cat,0.5\ndog,0.7\n', '', 'a\0,\0b\0', 'a,b\n1,"x']) assert.equal(await names(text), null, text);
    assert.equal(await names('{"a": 1}\n', 'a.jsonl'), null);
  });

  it('are bounded, and not told of a header that is too long to be read', async () => {
    const many = await names(`${Array.from({ length: 6000 }, (_, at) => `c${String(at)}`).join(',')}\n1\n`);
    assert.deepEqual([many?.length, many?.at(-1)], [5000, 'c4999']);
    assert.deepEqual(await names(`${'x'.repeat(300)},y\n1,2\n`), ['x'.repeat(200), 'y']);
    assert.equal(await names(`${'name,'.repeat(300_000)}last\n1\n`), null);
  });
});

describe('data that a script reads', () => {
  async function data(source: string, files: Record<string, string>, more: Partial<DataRequest> = {}): Promise<CapturedData> {
    const root = makeWorkspace(files);
    const script = readModule('train.py', source);
    assert.ok(script);
    return readData({ root, folder: '', script: 'train.py', reads: fileUses({ script, modules: noModules, root }).reads, named: [], except: [], ...more }, captureContext());
  }
  const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
  const texts = ({ remarks }: CapturedData): string[] => remarks.map(({ text }) => text);

  it('has its digest, shape and line', async () => {
    const found = await data('import pandas as pd\npd.read_csv("d/a.csv")', { 'd/a.csv': 'x,y\n1,2\n' });
    assert.deepEqual(found.data, [{ path: 'd/a.csv', sha256: sha('x,y\n1,2\n'), size: 8, rows: 1, columns: 2, columnNames: ['x', 'y'], source: { kind: 'code', path: 'train.py', line: 2 } }]);
    assert.deepEqual(found.remarks, []);
  });

  it('is all of what a call lists', async () => {
    const found = await data('import glob, pandas as pd\nfor p in glob.glob("d/*.csv"): pd.read_csv(p)', { 'd/a.csv': 'x\n1\n', 'd/b.csv': 'x\n1\n', 'd/c.txt': '' });
    assert.deepEqual(found.data.map(({ path }) => path), ['d/a.csv', 'd/b.csv']);
  });

  it('is one record where many are listed, and for a folder', async () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`d/${String(at)}.png`, String(at)]));
    const many = await data('import glob\nfrom PIL import Image\nfor p in glob.glob("d/*.png"): Image.open(p)', files);
    assert.deepEqual(many.data.map(({ path, files: count, size }) => [path, count, size]), [['d/*.png', 30, 50]]);
    const folder = await data('from torchvision.datasets import ImageFolder\nImageFolder("d")', files);
    assert.deepEqual(folder.data.map(({ path, files: count }) => [path, count]), [['d', 30]]);
    const listing = JSON.stringify(Object.entries(files).map(([path, text]) => ({ path: path.slice(2), sha256: sha(text), size: text.length })).sort((a, b) => (a.path < b.path ? -1 : 1)));
    assert.equal(folder.data[0]?.sha256, sha(listing));
  });

  it('is left out, and said so, where only a run tells which', async () => {
    const found = await data('import pandas as pd\ndef load(n): return pd.read_csv(f"d/{n}.csv")\nload(x)', { 'd/a.csv': '' });
    assert.deepEqual([found.data, texts(found)], [[], ['train.py line 2 reads d/*.csv; which file that was is not known, so it is not recorded.']]);
  });

  it('is doubtful where it is a default', async () => {
    const found = await data('import argparse, pandas as pd\np = argparse.ArgumentParser()\np.add_argument("--data", default="a.csv")\nargs = p.parse_args()\npd.read_csv(args.data)', { 'a.csv': 'x\n1\n' });
    assert.deepEqual([found.data.length, texts(found)], [1, ['a.csv is the default of --data in train.py line 5; another file may have been read.']]);
  });

  it('may be missing, or outside', async () => {
    const outside = makeWorkspace({ 'x.csv': 'secret' });
    const found = await data(`import pandas as pd\npd.read_csv("gone.csv")\npd.read_csv("${outside}/x.csv")\npd.read_csv("../../x.csv")`, {});
    assert.deepEqual(found.data, []);
    assert.equal(found.remarks.length, 3);
  });

  it('is not followed out of the folder', async () => {
    const outside = makeWorkspace({ 'x.csv': 'secret' });
    const root = makeWorkspace();
    symlinkSync(join(outside, 'x.csv'), join(root, 'a.csv'));
    const script = readModule('train.py', 'import pandas as pd\npd.read_csv("a.csv")');
    assert.ok(script);
    const found = await readData({ root, folder: '', script: 'train.py', reads: fileUses({ script, modules: noModules, root }).reads, named: [], except: [] }, captureContext());
    assert.deepEqual(found.data, []);
  });

  it('may be named by a person', async () => {
    const found = await data('', { 'a.csv': 'x\n1\n' }, { named: ['a.csv', 'b.csv'] });
    assert.deepEqual(found.data.map(({ path, source }) => [path, source]), [['a.csv', { kind: 'typed' }]]);
    assert.deepEqual(texts(found), ['b.csv was named as data, but is not there.']);
  });

  it('ends when cancelled', async () => {
    const root = makeWorkspace();
    put(root, 'a.csv', 'x\n');
    const controller = new AbortController();
    controller.abort();
    await assert.rejects(readData({ root, folder: '', script: null, reads: [], named: ['a.csv'], except: [] }, captureContext(controller.signal)), (error) => isTrailError(error, 'cancelled'));
  });
});
