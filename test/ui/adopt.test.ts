import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withWorkbench } from './fixture.ts';

/** A folder as people have one: files whose names are their only history. */
async function oldModels(folder: string): Promise<void> {
  const files: readonly (readonly [string, string, string?])[] = [
    ['churn_v1.pkl', '2025-01-10'],
    ['churn_v1.json', '2025-01-10', '{"accuracy": 0.88, "lr": 0.01}'],
    ['churn_v2.pkl', '2025-02-10'],
    ['churn_v2.json', '2025-02-10', '{"accuracy": 0.91, "lr": 0.001}'],
    ['churn_final.pkl', '2025-03-10'],
    ['runs/plain/model.pt', '2025-04-01'],
    ['runs/wide/model.pt', '2025-04-02'],
  ];
  for (const [path, day, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content ?? randomBytes(4000));
    await utimes(join(folder, path), new Date(day), new Date(day));
  }
}

describe('adopting models that are there', () => {
  it('takes a folder of files to a comparison in four clicks', withWorkbench({ prepare: oldModels }, async ({ workbench }) => {
    const { quickInput } = workbench;
    await workbench.openViewContainer('ModelTrail');
    await workbench.page.getByRole('button', { name: 'Adopt Existing Models' }).click();
    const models = await quickInput.options();
    assert.ok(models.some((option) => /churn.*3 versions: v1, v2, final/u.test(option)), models.join('\n'));
    assert.ok(models.some((option) => /2 versions: plain, wide/u.test(option)), models.join('\n'));
    await quickInput.widget.getByRole('button', { name: 'OK' }).click();
    await workbench.notifications.waitFor(/^Adopted 5 versions of 2 models\./u);
    await workbench.row(/^final/u).waitFor();
    await workbench.row(/^v2, 0\.9/u).waitFor();
    await workbench.notifications.click(/^Adopted 5 versions/u, 'Compare');
    await workbench.webview().getByRole('heading', { name: 'churn' }).waitFor();
  }));

  it('lets a model be renamed, and a version left out and relabelled, before anything is written', withWorkbench({ prepare: oldModels }, async ({ workbench }) => {
    const { quickInput } = workbench;
    await workbench.runCommand('ModelTrail: Adopt Existing Models…');
    await quickInput.settle();
    await quickInput.itemButton('churn', 'Rename this model');
    await quickInput.type('fraud');
    await quickInput.accept();
    await quickInput.settle();
    await quickInput.itemButton('fraud', 'Look at its versions');
    await quickInput.option('v1').waitFor();
    await quickInput.tick('v1');
    await quickInput.itemButton('final', 'Change this label');
    await quickInput.type('shipped');
    await quickInput.accept();
    await quickInput.option('shipped').waitFor();
    await quickInput.widget.getByRole('button', { name: 'OK' }).click();
    await quickInput.option('fraud').waitFor();
    await quickInput.widget.getByRole('button', { name: 'OK' }).click();
    await workbench.notifications.waitFor(/^Adopted 4 versions of 2 models\./u);
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^shipped/u).waitFor();
    await workbench.row(/^v2, 0\.91/u).waitFor();
    assert.equal(await workbench.row(/^v1\b/u).count(), 0);
  }));
});
