import { dirname } from 'node:path';
import { readAuthor } from './capture/author.ts';
import { readAdoptedFile, type AdoptedFileRequest } from './capture/adoptedFile.ts';
import { findCandidates } from './capture/candidates.ts';
import { pythonFileCalls, pythonPathsAt } from './capture/mentions/pythonPaths.ts';
import { settingsByLine, settingsOnLine } from './capture/mentions/settings.ts';
import { captureCommitted, checkOutModel, digestCommitted, type CommittedModelRequest } from './capture/committedProvenance.ts';
import { findCommittedModels } from './capture/committedModels.ts';
import { gitBlobId } from './capture/gitBlobId.ts';
import { captureProvenance, type Provenance, type ProvenanceRequest } from './capture/provenance.ts';
import { readHistoryInGit } from './capture/historyInGit.ts';
import { compareRead, type Arrangement } from './compare/compareRead.ts';
import { readOutline } from './formats/outline.ts';
import { readBlob } from './store/blobs.ts';
import { findCapture, keepCapture, type WrittenFile } from './store/captures.ts';
import { recordStatement } from './store/commit.ts';
import { digestFile } from './store/digest.ts';
import { digestFolder, measureFolder } from './store/folderStore.ts';
import { historyPath } from './store/history/place.ts';
import { reportSharing } from './store/history/report.ts';
import { takeInHistory, type TakeInRequest } from './store/history/takeIn.ts';
import { writeHistory, type WriteOutRequest } from './store/history/writeOut.ts';
import { openIndexReader, type IndexReader } from './store/index/reader.ts';
import { refreshIndex } from './store/index/refresh.ts';
import { putBack, restoreArtifacts } from './store/restoreArtifacts.ts';
import { storeStats } from './store/stats.ts';
import { readStoredVersions, type StoredVersionsRequest } from './store/storedVersions.ts';
import { storeVersion } from './store/storeVersion.ts';
import { makeTemporaryFolder } from './store/temporaryFolder.ts';
import { verifyStore } from './store/verify.ts';
import type { CallContext } from './base/rpc.ts';
import type { FindQuery } from './store/index/find.ts';
import type { Statement } from './domain/event.ts';
import type { Author } from './domain/manifest.ts';
import { serve } from './workers/serve.ts';

/** Everything that runs in a worker thread: what hashes, copies, parses or waits for a lock. */
const table = {
  readAuthor,
  findCandidates,
  readAdoptedFile: (request: AdoptedFileRequest, context: CallContext) => readAdoptedFile(request, context),
  captureProvenance: (request: ProvenanceRequest & { readonly storeDir: string | null }, context: CallContext) =>
    captureProvenance(request, { ...context, digest: (path) => digestFile(request.storeDir, path, context) }),
  findCommittedModels,
  checkOutModel,
  digestCommitted,
  captureCommitted: (request: CommittedModelRequest, context: CallContext) => captureCommitted(request, { ...context, digest: (path) => digestFile(null, path, context) }),
  gitBlobId,
  makeTemporaryFolder: ({ storeDir }: { readonly storeDir: string }) => makeTemporaryFolder(storeDir),
  keepCapture: ({ storeDir, written, provenance, now }: { readonly storeDir: string; readonly written: WrittenFile; readonly provenance: Provenance; readonly now: number }) => keepCapture(storeDir, written, provenance, now),
  findCapture: async ({ storeDir, written }: { readonly storeDir: string; readonly written: WrittenFile }) => (await findCapture(storeDir, written)) as Provenance | null,
  compareStored: ({ wanted, arrangement }: { readonly wanted: StoredVersionsRequest; readonly arrangement: Arrangement }) => compareRead(readStoredVersions(wanted), arrangement),
  pythonPathsAt,
  pythonFileCalls,
  settingsByLine,
  settingsOnLine,
  readOutline: ({ path }: { readonly path: string }) => readOutline(path),
  measureFolder: ({ path }: { readonly path: string }, context: CallContext) => measureFolder(path, context),
  digestFile: ({ storeDir, path }: { readonly storeDir: string | null; readonly path: string }, context: CallContext) => digestFile(storeDir, path, context),
  digestFolder: ({ storeDir, path }: { readonly storeDir: string | null; readonly path: string }, context: CallContext) => digestFolder(storeDir, path, context),
  refreshIndex: ({ storeDir }: { readonly storeDir: string }, context: CallContext) => refreshIndex(storeDir, context),
  findVersions: ({ storeDir, query }: { readonly storeDir: string; readonly query: FindQuery }) => inIndex(storeDir, (index) => index.find(query)),
  vocabulary: ({ storeDir }: { readonly storeDir: string }) => inIndex(storeDir, (index) => index.vocabulary()),
  takeInHistory: (request: TakeInRequest, context: CallContext) => takeInHistory(request, context),
  writeHistory: (request: WriteOutRequest, context: CallContext) => writeHistory(request, context),
  reportSharing,
  readHistoryInGit: ({ root }: { readonly root: string }, context: CallContext) => readHistoryInGit({ folder: dirname(historyPath(root)) }, context),
  readBlob: ({ storeDir, sha256 }: { readonly storeDir: string; readonly sha256: string }) => readBlob(storeDir, sha256),
  storeVersion,
  recordStatement: ({ storeDir, statement, author, now }: { readonly storeDir: string; readonly statement: Statement; readonly author: Author; readonly now: number }) =>
    recordStatement(storeDir, statement, author, now),
  restoreArtifacts,
  undoRestore: putBack,
  verifyStore: ({ storeDir, version }: { readonly storeDir: string; readonly version: string | null }, context: CallContext) =>
    verifyStore(storeDir, version === null ? {} : { version }, context),
  storeStats: ({ storeDir }: { readonly storeDir: string }, context: CallContext) => storeStats(storeDir, context),
};

/** A worker may be ended at any moment, so it keeps no connection. */
function inIndex<T>(storeDir: string, use: (index: IndexReader) => T): T {
  const index = openIndexReader(storeDir);
  try {
    return use(index);
  } finally {
    index.close();
  }
}

export type WorkerTable = typeof table;

serve(table);
