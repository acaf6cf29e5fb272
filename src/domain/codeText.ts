/** Longer files are named in a comparison, not shown. */
export const maxTextBytes = 1024 * 1024;

/** UTF-8 text; null for what is too long or not text. */
export function decodeText(bytes: Uint8Array): string | null {
  if (bytes.byteLength > maxTextBytes || bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
