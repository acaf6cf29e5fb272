interface FakeWorld {
  readonly snapshot: unknown;
  readonly curves: readonly { readonly name: string }[];
  readonly kept: unknown;
}

interface Asked {
  readonly kind: string;
  readonly id: number;
  readonly method: string;
  readonly input: { readonly name?: string };
}

/** Runs in the panel's page in place of the editor: answers over posted messages, as the editor would, and keeps book. */
export function fakeHost({ snapshot, curves, kept }: FakeWorld): void {
  const world = window as unknown as Record<string, unknown>;
  const calls: { method: string; input: unknown }[] = [];
  const packed = async (value: unknown): Promise<Uint8Array> => new Uint8Array(await new Response(new Blob([JSON.stringify(value)]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer());
  const outputOf = (method: string, input: Asked['input']): unknown => {
    if (method === 'load') return packed(snapshot);
    return method === 'curve' ? curves.find(({ name }) => name === input.name) : null;
  };
  world['hostCalls'] = calls;
  world['keptState'] = kept;
  world['showSnapshot'] = async (next: unknown): Promise<void> => {
    window.postMessage({ kind: 'request', id: 1_000_000, method: 'show', input: await packed(next) });
  };
  world['acquireVsCodeApi'] = () => ({
    postMessage: (message: Asked): void => {
      if (message.kind !== 'request') return;
      calls.push({ method: message.method, input: message.input });
      void Promise.resolve(outputOf(message.method, message.input)).then((output) => { window.postMessage({ kind: 'reply', id: message.id, output }); });
    },
    getState: () => kept,
    setState: (state: unknown): void => {
      world['keptState'] = state;
    },
  });
}
