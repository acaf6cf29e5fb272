import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { cellOf, folder, fresh, hoverOn, hoversAt, model, modeltrail, open, openNotebook, ours, put, saveChurn, settled, textOf } from './hoverSupport.ts';

/** A document in a language, with something written where a path would be. */
type Language = (written: string) => Promise<vscode.TextDocument>;

const textIn = (ending: string, write: (written: string) => string): Language => (written) => open(fresh(ending), write(written));

const inCell: Language = async (written) => (await openNotebook(fresh('ipynb'), [cellOf('import joblib'), cellOf(`m = joblib.load("${written}")`)])).cellAt(1).document;

const languages: Readonly<Record<string, Language>> = {
  Python: textIn('py', (written) => `import joblib\nm = joblib.load("${written}")\n`),
  'a notebook': inCell,
  YAML: textIn('yaml', (written) => `model:\n  path: ${written}\n`),
  JSON: textIn('json', (written) => `{\n  "model": "${written}"\n}\n`),
  TOML: textIn('toml', (written) => `[model]\npath = "${written}"\n`),
  'a shell script': textIn('sh', (written) => `python eval.py --model ${written} | tee log\n`),
  Markdown: textIn('md', (written) => `# Models\n\nWe serve \`${written}\` now.\n`),
};

const forms: Readonly<Record<string, string>> = {
  'a path from the folder': model,
  'a path from the file': `../${model}`,
  'a path with dots': `./models/../${model}`,
  'an absolute path': `${folder}/${model}`,
  'an alias': 'churn@production',
  'a label': 'churn@1.2',
  'a registry’s reference': 'models:/churn/1.2',
  'a registry’s alias': 'models:/churn@production',
};

/** What Python builds, with `|` where the mouse is. */
const built: Readonly<Record<string, string>> = {
  'Path and slashes': 'from pathlib import Path\nsave(m, Path("models") / "ch|urn" / "model.joblib")',
  'a path joined by method': 'from pathlib import Path\nsave(m, Path("models").joinpath("ch|urn", "model.joblib"))',
  'os.path.join': 'import os\nsave(m, os.path.join("models", "ch|urn", "model.joblib"))',
  'an f-string': 'name = "churn"\nsave(m, f"models/{name}/mod|el.joblib")',
  'a formatted string': 'save(m, "models/{}/mod|el.joblib".format("churn"))',
  'a constant': 'OUT = "models/churn/model.joblib"\nsave(m, OU|T)',
  'a constant of constants': 'ROOT = "models"\nDIR = ROOT + "/churn"\nOUT = f"{DIR}/model.joblib"\nsave(m, O|UT)',
};

describe('hovers in each language on each form', () => {
  before(async function () {
    this.timeout(60_000);
    await saveChurn();
  });

  for (const [language, write] of Object.entries(languages)) {
    it(`of ${language}`, async function () {
      this.timeout(40_000);
      const told: Record<string, string> = {};
      for (const [form, written] of Object.entries(forms)) {
        const hover = await hoverOn(await write(written), written);
        told[form] = /\*\*churn [\d.]+\*\*/u.exec(hover)?.[0] ?? hover;
        assert.equal(/same bytes/u.test(hover), written.endsWith('.joblib'), `${form}: ${hover}`);
      }
      assert.deepEqual(told, Object.fromEntries(Object.keys(forms).map((form) => [form, '**churn 1.2**'])));
    });
  }

  for (const [form, source] of Object.entries(built)) {
    it(`of Python, in a file and a cell: ${form}`, async () => {
      const [text, mouse] = [source.replace('|', ''), source.indexOf('|')];
      const last = text.lastIndexOf('\n') + 1;
      const notebook = await openNotebook(fresh('ipynb'), [cellOf(`%load_ext autoreload\n${text.slice(0, last)}`), cellOf(text.slice(last))]);
      for (const [document, offset] of [[await open(fresh('py'), `${text}\n`), mouse], [notebook.cellAt(1).document, mouse - last]] as const) {
        assert.match(textOf(await hoversAt(document, offset)), /\*\*churn 1\.2\*\*.*same bytes/u);
      }
    });
  }

  it('tell a registry’s number only where a version is called so', async function () {
    this.timeout(30_000);
    assert.ok(!ours(await hoverOn(await open(fresh('py'), 'mlflow.load_model("models:/churn/3")\n'), 'models:/churn/3')));
    put('models/numbered.pkl', 'numbered', 60);
    modeltrail('save', 'models/numbered.pkl', '--model', 'numbered', '--label', '3');
    await settled();
    assert.match(await hoverOn(await open(fresh('py'), 'mlflow.load_model("models:/numbered/3")\n'), 'models:/numbered/3'), /\*\*numbered 3\*\*/u);
  });

  it('tell a path whose bytes Git LFS has not fetched by its pointer', async function () {
    this.timeout(30_000);
    const { version } = await saveChurn();
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${version.artifacts[0]?.sha256 ?? ''}\nsize 3000\n`;
    put('models/pointer/model.bin', 'bytes of the newest', 60);
    modeltrail('save', 'models/pointer/model.bin', '--model', 'pointer', '--label', '1.0');
    put('models/pointer/model.bin', pointer, 30);
    await settled();
    const document = await open(fresh('py'), 'torch.load("models/pointer/model.bin")\n');
    assert.match(await hoverOn(document, 'pointer/model'), /\*\*churn 1\.2\*\*.*Git LFS pointer/u);
    put('models/pointer/model.bin', pointer.replaceAll(/[0-9a-f]{64}/gu, '0'.repeat(64)), 30);
    assert.match(await hoverOn(document, 'pointer/model'), /\*\*pointer\*\* .*changed since 1\.0/u);
  });
});
