import * as vscode from 'vscode';
import type { CallOptions, Progress } from '../../base/rpc.ts';
import { sizeText } from '../../domain/numberText.ts';

/** Runs long work under a notification with a bar and Cancel; the editor stays free. */
export function withCancellableProgress<T>(title: string, work: (options: CallOptions) => Promise<T>): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, async (report, token) => {
      const controller = new AbortController();
      const subscription = token.onCancellationRequested(() => {
        controller.abort();
      });
      let shown = 0;
      const onProgress = ({ done, total, what }: Progress): void => {
        const percent = total > 0 ? (100 * done) / total : 0;
        report.report({ increment: percent - shown, message: total > 0 ? vscode.l10n.t('{0}{1} of {2}', what === undefined ? '' : `${what}, `, sizeText(done), sizeText(total)) : (what ?? '') });
        shown = percent;
      };
      try {
        return await work({ signal: controller.signal, onProgress });
      } finally {
        subscription.dispose();
      }
    }),
  );
}
