import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the packaged extension', () => {
  it('is installed and activates', async () => {
    const extension = vscode.extensions.getExtension('modeltrail.modeltrail');
    assert.ok(extension, 'modeltrail.modeltrail is not installed');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('runs in a window with one workspace folder', () => {
    assert.equal(vscode.workspace.workspaceFolders?.length, 1);
  });
});
