/** A header is cut to so many names, and each name to so many characters. */
export const maxColumnNames = 5000;
export const maxColumnName = 200;

const maxInlineNames = 40;
const maxInlineCharacters = 1500;
/** Of all tables of a version together: its record is limited in size. */
const maxInlineTotal = 4000;

/** Which headers of a version's tables are kept beside its record, as blobs, because they are long or all of them are. */
export function headersBeside(headers: readonly (readonly string[] | null)[]): boolean[] {
  let left = maxInlineTotal;
  return headers.map((names) => {
    if (names === null) return false;
    const characters = JSON.stringify(names).length;
    if (names.length > maxInlineNames || characters > maxInlineCharacters || characters > left) return true;
    left -= characters;
    return false;
  });
}
