/** As package.json names it, and as a window remembers it. */
export const compareViewType = 'modeltrail.compare';
