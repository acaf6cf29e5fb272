import type { Json } from './canonicalJson.ts';

/** Forms that their issuers gave to what must not be told; each quantifier is bounded, since the text may be anybody's. */
const forms: readonly (readonly [what: string, form: RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----|\bAGE-SECRET-KEY-1[A-Z0-9]{40}/u],
  ['an AWS access key', /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/u],
  ['a Google key', /\bAIza[\w-]{35}(?![\w-])|\bGOCSPX-[\w-]{20,40}|\bya29\.[\w-]{30,200}/u],
  ['an Azure key', /\b(?:Account|SharedAccess)Key=[A-Za-z0-9+/]{40,100}={0,2}|[?&]sig=[A-Za-z0-9%+/]{40,120}/u],
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{22}/u],
  ['a GitLab token', /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas)-[\w-]{20}/u],
  ['a Slack token', /\bxox[abeoprs]-[\w-]{10}|\bxapp-\d-[\w-]{10}|\bhooks\.slack\.com\/(?:services|workflows)\/\w{3,20}\/\w{3}/u],
  ['a model service’s key', /\bsk-(?:(?:proj|svcacct|admin|ant|or)-[\w-]{20}|[A-Za-z0-9]{32})|\bhf_[A-Za-z0-9]{30}|\bdapi[0-9a-f]{32}\b/u],
  ['a package registry’s token', /\bnpm_[A-Za-z0-9]{36}|\bpypi-AgE[\w-]{50}/u],
  ['a payment service’s key', /\b[sr]k_live_[A-Za-z0-9]{20}/u],
  ['a signed token', /\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,2000}\.[\w-]{10}/u],
  ['a password in an address', /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@'"<>{}$]{0,100}:[^\s/@'"<>{}$*]{3,200}@[\w[]/iu],
];

const word =
  '(?:passw(?:or)?d|passphrase|pwd|secret|api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|client[_-]?key|credentials?|(?:auth|access|api|bearer|refresh|session|hub|hf|bot)[_-]?token|token)(?:[_-]?(?:key|value|\\d))?';
const assignment = new RegExp(`${word}\\\\?["']?\\s{0,5}(?:=>|=|:)\\s{0,5}(?:\\\\?["']([^"'\\\\\\r\\n]{8,200})|([^\\s"',;()[\\]{}<>#]{8,200}))`, 'giu');
const secretKey = new RegExp(`${word}$`, 'iu');

/**
 * What in a text looks like a secret, in words ("a private key"), or null. It errs towards seeing one: what it keeps back
 * can be shared by a word, what it lets through can't be taken back.
 */
export function findSecret(text: string): string | null {
  for (const [what, form] of forms) if (form.test(text)) return what;
  for (const [, quoted, bare] of text.matchAll(assignment)) {
    if (quoted !== undefined ? looksRandom(quoted) : bare !== undefined && looksRandom(bare) && looksTyped(bare)) return 'a password or key';
  }
  return null;
}

/** The same in a document: its texts, and what stands under a name such as `api_key`. @returns what, and under which name */
export function findSecretIn(document: Json, name = ''): { readonly what: string; readonly name: string } | null {
  if (typeof document === 'string') {
    const what = findSecret(document) ?? (secretKey.test(name) && looksRandom(document) ? 'a password or key' : null);
    return what === null ? null : { what, name };
  }
  if (document === null || typeof document !== 'object') return null;
  for (const [key, inner] of Object.entries(document) as [string, Json][]) {
    const isPlace = Array.isArray(document) || key === 'value' || key === 'text';
    const found = findSecretIn(inner, isPlace ? name : key) ?? (isPlace ? null : findSecretIn(key));
    if (found !== null) return found;
  }
  return null;
}

/** The bytes of a small file; a document is looked into by its names too. */
export function findSecretInBytes(bytes: Uint8Array): string | null {
  // Every form is ASCII: without its zeros, UTF-16 reads likewise.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').replaceAll('\0', '');
  const found = findSecret(text);
  if (found !== null || !/^\s*[[{]/u.test(text)) return found;
  try {
    return findSecretIn(JSON.parse(text) as Json)?.what ?? null;
  } catch {
    // No document, or one that is too deep; as a text it was read already.
    return null;
  }
}

const placeholder = /your|example|change.?me|placeholder|dummy|xxxx|\*\*\*|\.\.\.|…/iu;

function looksRandom(value: string): boolean {
  if (value.length < 8 || /\s|\$\{|\{\{|%\(|[<>]/u.test(value) || placeholder.test(value)) return false;
  // The name of a variable, or a file that the secret is kept in.
  if (/^\$?[A-Z][A-Z0-9_]*$/u.test(value) && value.includes('_')) return false;
  if (/^(?:~|\.{0,2})\/|^[a-z]:\\|\.(?:pem|json|key|txt|ya?ml|env|crt)$/iu.test(value)) return false;
  return entropy(value) >= 2.9;
}

/** Without quotes it may be code: a call, a variable, a field of one. */
function looksTyped(value: string): boolean {
  return /\d/u.test(value) && /[a-z]/iu.test(value) && !/^[a-z_]\w*(?:\.[a-z_]\w*)*$/iu.test(value) ? true : /^[A-Za-z0-9+/=_-]{16,}$/u.test(value) && /\d/u.test(value) && entropy(value) >= 3.5;
}

/** Bits a character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / value.length) * Math.log2(count / value.length), 0);
}
