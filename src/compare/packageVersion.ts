interface Parts {
  readonly numbers: readonly number[];
  readonly rest: string;
}

/** What kind of step it is from one release to another: `major`, `minor, down`, `patch`; `changed` where that can't be told. */
export function releaseStep(before: string, after: string): string {
  const [old, now] = [partsOf(before), partsOf(after)];
  if (old === null || now === null) return 'changed';
  const length = Math.max(old.numbers.length, now.numbers.length);
  for (let at = 0; at < length; at++) {
    const [was, is] = [old.numbers[at] ?? 0, now.numbers[at] ?? 0];
    if (was !== is) return `${['major', 'minor'][at] ?? 'patch'}${is < was ? ', down' : ''}`;
  }
  return old.rest === now.rest ? 'same' : 'build';
}

function partsOf(version: string): Parts | null {
  const found = /^v?(\d{1,9}(?:\.\d{1,9})*)(.*)$/u.exec(version.trim());
  return found === null ? null : { numbers: (found[1] ?? '').split('.').map(Number), rest: found[2] ?? '' };
}
