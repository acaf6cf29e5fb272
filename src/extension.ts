import { join } from 'node:path';
import * as vscode from 'vscode';
import { register as registerAdopt } from './editor/adopt/register.ts';
import { register as registerCapture } from './editor/capture/register.ts';
import { register as registerCompare } from './editor/compare/register.ts';
import type { EditorContext } from './editor/context/editorContext.ts';
import { FileStates } from './editor/context/fileStates.ts';
import { Trails } from './editor/context/trails.ts';
import { register as registerEdit } from './editor/edit/register.ts';
import { register as registerGetStarted } from './editor/getStarted/register.ts';
import { register as registerHover } from './editor/hover/register.ts';
import { register as registerPastFiles } from './editor/pastFiles/register.ts';
import { register as registerRestore } from './editor/restore/register.ts';
import { register as registerRun } from './editor/run/register.ts';
import { register as registerSave } from './editor/save/register.ts';
import { register as registerShare } from './editor/share/register.ts';
import { register as registerState } from './editor/state/register.ts';
import { register as registerTerminal } from './editor/terminal/register.ts';
import { register as registerVerify } from './editor/verify/register.ts';
import { register as registerVersions } from './editor/versions/register.ts';

const features = [
  registerVersions,
  registerCapture,
  registerSave,
  registerRun,
  registerAdopt,
  registerRestore,
  registerEdit,
  registerVerify,
  registerCompare,
  registerHover,
  registerState,
  registerPastFiles,
  registerTerminal,
  registerShare,
  registerGetStarted,
];

export function activate(extension: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('ModelTrail', { log: true });
  const trails = new Trails(join(extension.extensionPath, 'dist', 'worker.cjs'));
  const fileStates = new FileStates(trails, log);
  extension.subscriptions.push(log, trails, fileStates);
  const context: EditorContext = { extension, trails, fileStates, log };
  for (const register of features) register(context);
}
