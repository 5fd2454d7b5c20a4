/**
 * The first lines that fit into `maxBytes`, without those that are done. The very first one and those that contain
 * `always` stay in any case.
 * @example fit(['aa', 'bb', 'cc'], ['aa'], 3) // ['bb']
 */
export const fit = (lines: string[], done: string[], maxBytes: number, always?: string): string[] => {
  const encoder = new TextEncoder();
  const kept: string[] = [];
  let bytes = 0;
  for (const line of lines) {
    if (done.includes(line)) continue;
    bytes += encoder.encode(line).length;
    if (!kept[0] || bytes < maxBytes || (always && line.includes(always))) kept.push(line);
  }
  return kept;
};
