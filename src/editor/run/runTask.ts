import * as vscode from 'vscode';

/**
 * Runs a command under `modeltrail run` as a task of VS Code: in a terminal, with the person's own environment.
 * @returns its exit code once it has ended; undefined where it was ended by force
 */
export async function runTask(folder: string, line: string): Promise<number | undefined> {
  const scope = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder)) ?? vscode.TaskScope.Workspace;
  const shell = new vscode.ShellExecution(`modeltrail run -- ${line}`, { cwd: folder });
  const task = new vscode.Task({ type: 'shell', modeltrail: line }, scope, vscode.l10n.t('Run and Save Version'), 'ModelTrail', shell, []);
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, panel: vscode.TaskPanelKind.Dedicated, clear: true };
  const ends: vscode.Disposable[] = [];
  try {
    return await new Promise<number | undefined>((resolve, reject) => {
      let execution: vscode.TaskExecution | undefined;
      const isOurs = (other: vscode.TaskExecution): boolean => other === execution || other.task.definition['modeltrail'] === line;
      ends.push(
        vscode.tasks.onDidEndTaskProcess((event) => {
          if (isOurs(event.execution)) resolve(event.exitCode);
        }),
        // A task that never got a process ends without an exit code.
        vscode.tasks.onDidEndTask((event) => {
          if (isOurs(event.execution)) setTimeout(() => { resolve(undefined); }, 500);
        }),
      );
      vscode.tasks.executeTask(task).then((begun) => { execution = begun; }, reject);
    });
  } finally {
    for (const end of ends) end.dispose();
  }
}
