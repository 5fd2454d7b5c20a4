/**
 * The first events that fit into one request: at least one, and at most 60,000 bytes with 500 for the envelope.
 * Browsers refuse more than 64 KiB under way at once for requests that outlive the page.
 */
export function chunk(lines: string[]): string[] {
  let size = 500;
  return lines.filter((line, index) => {
    size += new Blob([line]).size + 1;
    return !index || size < 60_000;
  });
}
