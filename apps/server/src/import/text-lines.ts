/** A line of a file, without its line ending; numbers begin at 1. */
export type TextLine = { number: number; text: string };

/** Lines end with CR LF, LF, or, in files of old Macs, CR alone. */
export async function* readLines(chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let number = 0;
  // Joined once: a file may be a single line of many chunks.
  let unfinished: string[] = [];
  let end: '\n' | '\r' | undefined;
  const cut = (text: string): TextLine => ({ number: ++number, text: text.endsWith('\r') ? text.slice(0, -1) : text });
  let heldBack = '';
  for await (const chunk of chunks) {
    const text = heldBack + decoder.decode(chunk, { stream: true });
    // The LF may be in the next chunk.
    heldBack = text.endsWith('\r') ? '\r' : '';
    const known = text.slice(0, text.length - heldBack.length);
    end ??= lineEnd(known);
    const [first, ...lines] = end === undefined ? [known] : known.split(end);
    unfinished.push(first!);
    if (lines.length === 0) continue;
    yield cut(unfinished.join(''));
    unfinished = [lines.pop()!];
    for (const line of lines) yield cut(line);
  }
  const rest = unfinished.join('') + heldBack + decoder.decode();
  const lines = rest.split(end ?? lineEnd(`${rest}\n`)!);
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) yield cut(line);
}

/** The first line determines the line ending. */
function lineEnd(text: string): '\n' | '\r' | undefined {
  const match = /\r?\n|\r(?=[^\n])/.exec(text);
  return match === null ? undefined : match[0] === '\r' ? '\r' : '\n';
}
