/** A line of a file, without its end; numbers begin at 1. */
export type TextLine = { number: number; text: string };

/** Lines end in CR LF, in LF, or, in files of old Macs, in CR alone. */
export async function* readLines(chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let number = 0;
  let rest = '';
  let end: '\n' | '\r' | undefined;
  const cut = (text: string): TextLine => ({ number: ++number, text: text.endsWith('\r') ? text.slice(0, -1) : text });
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    end ??= lineEnd(rest);
    if (end === undefined) continue;
    const lines = rest.split(end);
    rest = lines.pop()!;
    for (const line of lines) yield cut(line);
  }
  rest += decoder.decode();
  const lines = rest.split(end ?? lineEnd(`${rest}\n`)!);
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) yield cut(line);
}

/** The first line decides; a CR at the end of what was read may have its LF still to come. */
function lineEnd(text: string): '\n' | '\r' | undefined {
  const match = /\r?\n|\r(?=[^\n])/.exec(text);
  return match === null ? undefined : match[0] === '\r' ? '\r' : '\n';
}
