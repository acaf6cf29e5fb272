import { TrailError, type ErrorJson } from './errors.ts';

/** zstd came into Node with 22.15, and the index's native library needs Node-API 10. */
const oldestNode = [22, 15] as const;

/** Why this Node can't run ModelTrail, or null when it can. */
export function nodeProblem(versions: { readonly node: string; readonly napi?: string | undefined }): ErrorJson | null {
  const [major = 0, minor = 0] = versions.node.split('.').map(Number);
  const recent = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  if (recent && Number(versions.napi ?? 0) >= 10) return null;
  return new TrailError('node-too-old', `ModelTrail needs Node.js ${oldestNode.join('.')} or newer; this is ${versions.node}.`, {
    hint: 'Install a newer Node.js, or use the terminal inside VS Code, which brings its own.',
  }).toJSON();
}
