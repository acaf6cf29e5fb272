import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ComparePanelPage } from './comparePanel.ts';
import { withWorkbench } from './fixture.ts';
import { trainAgain } from './sampleProject.ts';
import type { Theme } from './workbench.ts';

/** `npm run pictures` lets them land where README shows them. */
const pictures = process.env['MODELTRAIL_PICTURES'] ?? join(import.meta.dirname, '../../out/pictures');
const looks: readonly (readonly [string, Theme])[] = [['light', 'Light Modern'], ['high-contrast', 'Dark High Contrast'], ['dark', 'Dark Modern']];

describe('hover', () => {
  it('says which version the file at a built path is, and compares it', withWorkbench({ sample: true }, async ({ workbench }) => {
    await workbench.openFile('train.py', 120);
    const hover = await workbench.restMouse('train.py', 'model.safetensors', /digits 2\.1/u);
    const text = await hover.innerText();
    assert.match(text, /same bytes/u);
    assert.equal(await hover.locator('table tr').count(), 4);
    assert.match(await hover.locator('table tr', { hasText: 'accuracy' }).innerText(), /0\.944\s+−0\.028\s+worse/u);
    assert.match(text, /Saved 3 hours ago by sample from [0-9a-f]{7}/u);
    assert.match(text, /Faster training/u);
    await workbench.page.locator('.monaco-hover:visible a', { hasText: 'Compare with 2.0' }).click();
    await new ComparePanelPage(workbench).waitFor('2.0', '2.1');
  }));

  it('says that it was trained again, and offers to save it', withWorkbench({ sample: true }, async ({ workbench, folder }) => {
    await workbench.openFile('train.py', 120);
    await workbench.restMouse('train.py', 'model.safetensors', /same bytes/u);
    await trainAgain(folder, 0.9);
    await workbench.page.mouse.move(700, 860);
    const hover = await workbench.restMouse('train.py', 'model.safetensors', /changed since 2\.1, just now/u);
    assert.match(await hover.innerText(), /Not saved in any version\. Last saved: 2\.1, accuracy/u);
    await workbench.page.locator('.monaco-hover:visible a', { hasText: 'Save Version…' }).click();
    await workbench.quickInput.waitForMessage(/2\.2/u);
  }));

  it('restores only after a question', withWorkbench({ sample: true }, async ({ workbench }) => {
    await workbench.openFile('train.py', 120);
    await workbench.restMouse('train.py', 'model.safetensors', /same bytes/u);
    await workbench.page.locator('.monaco-hover:visible a', { hasText: 'Restore…' }).click();
    await workbench.quickInput.option('Restore 2 files').waitFor();
    await workbench.quickInput.dismiss();
  }));

  it('shows a hyperparameter over the versions', withWorkbench({ sample: true }, async ({ workbench }) => {
    await workbench.openFile('params.yaml', 12);
    const hover = await workbench.restMouse('params.yaml', '0.003', /optimizer\.lr = 0\.003, as in digits/u);
    const text = await hover.innerText();
    assert.match(text, /Changed with it/u);
    assert.equal(await hover.locator('table tr').count(), 6);
    assert.match(text, /accuracy over versions/u);
    assert.ok(await hover.locator('img').evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 100));
    await workbench.page.locator('.monaco-hover:visible a', { hasText: 'Compare all 5' }).click();
    await new ComparePanelPage(workbench).waitFor('1.0', '1.1', '1.2', '2.0', '2.1');
  }));

  it('works in Restricted Mode', withWorkbench({ sample: true, restricted: true }, async ({ workbench }) => {
    await workbench.openFile('train.py', 120);
    await workbench.restMouse('train.py', 'model.safetensors', /same bytes/u);
  }));

  it('pictures of the hovers', withWorkbench({ sample: true, folderName: 'digits' }, async ({ workbench, folder }) => {
    await workbench.setSize(1000, 640);
    for (const [path, line, word, expected, name] of [
      ['train.py', 120, 'model.safetensors', /same bytes/u, 'hover-path'],
      ['params.yaml', 12, '0.003', /as in digits/u, 'hover-parameter'],
    ] as const) {
      await workbench.openFile(path, line);
      await workbench.restMouse(path, word, expected);
      for (const [look, theme] of looks) {
        await workbench.setTheme(theme);
        await workbench.page.mouse.move(500, 620);
        await workbench.page.waitForTimeout(500);
        await workbench.restMouse(path, word, expected);
        await workbench.screenshot(join(pictures, `${name}-${look}.png`));
      }
    }
    await trainAgain(folder, 0.9);
    await workbench.openFile('train.py', 120);
    await workbench.page.mouse.move(500, 620);
    await workbench.restMouse('train.py', 'model.safetensors', /changed since/u);
    await workbench.screenshot(join(pictures, 'hover-changed-dark.png'));
  }));
});
