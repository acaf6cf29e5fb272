import { RpcClient, RpcServer, type HandlerTable, type RpcMessage } from '../../base/rpc.ts';
import type { CompareHostTable, ComparePanelTable } from '../../protocol/compare.ts';
import type { PanelPort } from './panelPort.ts';

const methods = ['load', 'curve', 'arrange', 'chooseVersion', 'chooseVersions', 'chooseBaseline', 'setDirection', 'openLink', 'openDiff', 'copyMarkdown', 'exportHtml'] as const satisfies readonly (keyof CompareHostTable)[];

/** The editor behind the panel, over posted messages; `table` answers what the editor asks. */
export function editorPort(table: ComparePanelTable): PanelPort & { readonly host: CompareHostTable } {
  const api = acquireVsCodeApi();
  const post = (message: RpcMessage): void => {
    api.postMessage(message);
  };
  const client = new RpcClient(post);
  const server = new RpcServer(table as unknown as HandlerTable, post);
  window.addEventListener('message', ({ data }: MessageEvent<RpcMessage>) => {
    client.receive(data);
    server.receive(data);
  });
  const host = Object.fromEntries(methods.map((method) => [method, (input: unknown) => client.call(method, input)]));
  return { host: host as unknown as CompareHostTable, curves: [], kept: api.getState(), keep: (state) => { api.setState(state); } };
}
