/**
 * The first lines that fit: at most 500 and at most `limit` bytes. Those that `isKept` names stay in any case.
 * @example fit(['aa', 'bb', 'cc'], 5, () => false) // ['aa', 'bb']
 */
export function fit(lines: string[], limit: number, isKept: (line: string, index: number) => boolean): string[] {
  let size = 0;
  return lines.filter((line, index) => {
    size += new Blob([line]).size;
    return (size < limit && index < 500) || isKept(line, index);
  });
}
