/**
 * The first lines that fit: at most 500 and at most `limit` bytes. The very first one and those that contain `always`
 * stay in any case.
 * @example fit(['aa', 'bb', 'cc'], 5) // ['aa', 'bb']
 */
export const fit = (lines: string[], limit: number, always?: string): string[] => {
  let size = 0;
  return lines.filter((line, index) => {
    size += new Blob([line]).size;
    return !index || (size < limit && index < 500) || (always && line.includes(always));
  });
};
