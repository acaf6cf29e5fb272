import type { Progress } from '../base/rpc.ts';
import { sizeText } from '../domain/numberText.ts';

/** Shows how far a command is on standard error, on a terminal alone, a few times a second. */
export function progressLine(what: string, quiet: boolean): { readonly report: (progress: Progress) => void; readonly clear: () => void } {
  const { stderr } = process;
  if (quiet || !stderr.isTTY) return { report: () => undefined, clear: () => undefined };
  let last = 0;
  return {
    report: ({ done, total }) => {
      const now = performance.now();
      if (now - last < 100) return;
      last = now;
      stderr.write(`\r\u001b[K${what} ${total > 0 ? `${sizeText(done)} of ${sizeText(total)}` : sizeText(done)}`);
    },
    clear: () => {
      stderr.write('\r\u001b[K');
    },
  };
}
