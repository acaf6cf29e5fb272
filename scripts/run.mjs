// Starts a script of this folder: `node scripts/run.mjs NAME [ARGUMENT…]`.
// It is JavaScript, so that a Node too old for the TypeScript beside it gets a sentence instead of a syntax error.
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `ModelTrail's scripts need Node 22.18 or newer, and this is ${process.versions.node}: ` +
      'run "npm ci" without --ignore-scripts, which brings Node 24, and start them through "npm run".',
  );
  process.exit(1);
}

const [name, ...rest] = process.argv.slice(2);
const script = new URL(`./${name}.ts`, import.meta.url);
process.argv = [process.argv[0], fileURLToPath(script), ...rest];
await import(script.href);
