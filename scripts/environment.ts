import { delimiter, sep } from 'node:path';

type Environment = Record<string, string | undefined>;

const foreign = /^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$|INIT_CWD$)/;

/**
 * The environment as the person has it, without what npm and a surrounding VS Code put in: an editor or a terminal that
 * inherits those believes that it runs inside them.
 */
export function plainEnvironment(extra: Environment = {}): Environment {
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  const path = withoutNodeModules(process.env['PATH'] ?? process.env['Path'] ?? '');
  return { ...Object.fromEntries(kept), PATH: path, ...extra };
}

/**
 * For npm started by npm: the outer project's name, script and folder would be taken for the inner one's. What configures
 * npm itself (registry, cache, proxy) stays.
 */
export function npmEnvironment(extra: Environment = {}): Environment {
  const confusing = /^(npm_package_|npm_lifecycle_|npm_config_local_prefix$|npm_command$|npm_config_loglevel$|NODE_OPTIONS$|INIT_CWD$)/;
  const kept = Object.entries(process.env).filter(([name]) => !confusing.test(name));
  return { ...Object.fromEntries(kept), ...extra };
}

function withoutNodeModules(path: string): string {
  const own = `${sep}node_modules${sep}`;
  return path
    .split(delimiter)
    .filter((folder) => !folder.includes(`${own}.bin`) && !folder.includes(`node-gyp-bin`))
    .join(delimiter);
}
