import { readFile } from 'node:fs/promises';
import { machine, platform, release, version } from 'node:os';

/** The operating system and processor, in words that stay the same from one update to the next. */
export async function describeSystem(): Promise<{ readonly os: string; readonly arch: string }> {
  return { os: await describeOs(), arch: machine() };
}

async function describeOs(): Promise<string> {
  switch (platform()) {
    case 'linux': {
      const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
      const name = /^PRETTY_NAME="?(.*?)"?$/mu.exec(text)?.[1];
      return `Linux ${twoParts(release())}${name === undefined ? '' : ` (${name})`}`;
    }
    case 'darwin': {
      const text = await readFile('/System/Library/CoreServices/SystemVersion.plist', 'utf8').catch(() => '');
      const product = /<key>ProductVersion<\/key>\s*<string>([^<]+)/u.exec(text)?.[1];
      return product === undefined ? `Darwin ${twoParts(release())}` : `macOS ${product}`;
    }
    case 'win32':
      return `${version()} (${release()})`;
    default:
      return `${platform()} ${release()}`;
  }
}

function twoParts(text: string): string {
  return text.split('.').slice(0, 2).join('.');
}
