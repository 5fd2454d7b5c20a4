/**
 * The first lines that fit into `limit` bytes, without those that are done. The very first one and those that contain
 * `always` stay in any case. `size` is what was counted before.
 * @example fit(['aa', 'bb', 'cc'], ['aa'], 3) // ['bb']
 */
export const fit = (lines: string[], done: string[], limit: number, always?: string, size = 0): string[] =>
  lines.filter(
    (line) =>
      !done.includes(line) &&
      ((!size as unknown as number) |
        // biome-ignore lint/suspicious/noAssignInExpressions: the sum is what the line is judged by.
        (((size += new TextEncoder().encode(line).length) < limit) as unknown as number) ||
        (always && line.includes(always))),
  );
