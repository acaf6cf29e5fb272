import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import * as vscode from 'vscode';
import type { EditorContext } from '../context/editorContext.ts';

/** Puts `modeltrail` on the PATH of VS Code's terminals, run by the editor's own Node. */
export function register(context: EditorContext): void {
  const { extension, log } = context;
  const folder = join(extension.globalStorageUri.fsPath, 'bin');
  const variables = extension.environmentVariableCollection;
  variables.description = vscode.l10n.t('The `modeltrail` command');
  variables.prepend('PATH', folder + delimiter);
  writeShims(folder, join(extension.extensionPath, 'dist', 'cli.cjs')).catch((error: unknown) => {
    log.warn('The modeltrail command could not be put in place.', error);
  });
}

async function writeShims(folder: string, cli: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const quoted = (path: string): string => `'${path.replaceAll("'", String.raw`'\''`)}'`;
  await writeIfDifferent(join(folder, 'modeltrail'), `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${quoted(process.execPath)} ${quoted(cli)} "$@"\n`);
  await chmod(join(folder, 'modeltrail'), 0o755);
  if (process.platform === 'win32') {
    await writeIfDifferent(join(folder, 'modeltrail.cmd'), `@echo off\r\nset ELECTRON_RUN_AS_NODE=1\r\n"${process.execPath}" "${cli}" %*\r\n`);
  }
}

async function writeIfDifferent(path: string, text: string): Promise<void> {
  const present = await readFile(path, 'utf8').catch(() => null);
  if (present !== text) await writeFile(path, text);
}
