export type JsonPiece = { kind: 'key' | 'string' | 'number' | 'word' | 'rest'; text: string; at: number };

const token = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

/** Cuts JSON, whole or torn off, into pieces for colouring. Joined again they are the same text. */
export function jsonPieces(json: string): JsonPiece[] {
  const pieces: JsonPiece[] = [];
  let end = 0;
  const push = (kind: JsonPiece['kind'], text: string) => {
    if (text === '') return;
    pieces.push({ kind, text, at: end });
    end += text.length;
  };
  for (const match of json.matchAll(token)) {
    push('rest', json.slice(end, match.index));
    const [, quoted, colon, number, word] = match;
    if (quoted !== undefined) {
      push(colon === undefined ? 'string' : 'key', quoted);
      push('rest', colon ?? '');
    } else if (number !== undefined) push('number', number);
    else push('word', word ?? '');
  }
  push('rest', json.slice(end));
  return pieces;
}

/** Indents JSON; text that is not valid JSON, for example because it was cut off, is not changed. */
export function indentJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
