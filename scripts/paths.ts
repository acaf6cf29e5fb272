import { dirname, join } from 'node:path';

/** The folder of the repository, whatever the working directory is. */
export const root = dirname(import.meta.dirname);

/** Downloads that survive `npm ci`. Git ignores it. */
export const cacheDir = join(root, '.cache');

/** What builds and test runs leave behind for people to read. Git ignores it. */
export const outDir = join(root, 'out');

/** Workspaces, profiles and servers that people and tests may break freely. Git ignores it. */
export const sandboxDir = join(root, '.sandbox');
