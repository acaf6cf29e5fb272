const elfMachines: Record<number, string> = { 0x3e: 'x64', 0xb7: 'arm64' };
const machMachines: Record<number, string> = { 0x01000007: 'x64', 0x0100000c: 'arm64' };
const peMachines: Record<number, string> = { 0x8664: 'x64', 0xaa64: 'arm64' };

/**
 * What a native library is for, read from its own header, as `linux-x64`, `linuxmusl-arm64`, `darwin-arm64`, `win32-x64`.
 * A file's name proves nothing, and vsce doesn't look.
 */
export function platformOfBinary(bytes: Buffer): string {
  if (bytes.length >= 64 && bytes.readUInt32BE(0) === 0x7f454c46) {
    const libc = bytes.includes('libc.musl-') ? 'linuxmusl' : 'linux';
    return name(libc, elfMachines[bytes.readUInt16LE(18)]);
  }
  if (bytes.length >= 32 && bytes.readUInt32LE(0) === 0xfeedfacf) {
    return name('darwin', machMachines[bytes.readUInt32LE(4)]);
  }
  if (bytes.length >= 64 && bytes.toString('latin1', 0, 2) === 'MZ') {
    const header = bytes.readUInt32LE(0x3c);
    const isPe = header + 6 <= bytes.length && bytes.toString('latin1', header, header + 4) === 'PE\0\0';
    return isPe ? name('win32', peMachines[bytes.readUInt16LE(header + 4)]) : 'unknown';
  }
  return 'unknown';
}

function name(platform: string, arch: string | undefined): string {
  return `${platform}-${arch ?? 'unknown'}`;
}
