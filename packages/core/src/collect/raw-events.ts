/**
 * Extracts the text of each event from a collect body, so that quarantined events are kept exactly as received: a
 * parsed `1e400` could not be written again. Called only when an event is quarantined; `body` is valid JSON.
 * @example
 * cutEvents('{"events":[{"id":"a"}, 7]}'); // ['{"id":"a"}', '7']
 */
export function cutEvents(body: string): string[] {
  const events: string[] = [];
  let depth = 0;
  let start = -1;
  let isInEvents = false;
  let key = '';
  for (let at = 0; at < body.length; at++) {
    const char = body[at]!;
    if (char === '"') {
      const end = endOfString(body, at);
      // Keys may contain escapes.
      if (depth === 1) key = JSON.parse(body.slice(at, end + 1));
      if (isInEvents && depth === 2 && start < 0) start = at;
      at = end;
    } else if (char === '{' || char === '[') {
      // Of equal keys the last one wins, as in JSON.parse.
      if (depth === 1 && key === 'events' && char === '[') {
        isInEvents = true;
        events.length = 0;
      } else if (isInEvents && depth === 2 && start < 0) start = at;
      depth++;
    } else if (char === '}' || char === ']') {
      depth--;
      if (isInEvents && depth === 1) {
        if (start >= 0) events.push(body.slice(start, at).trim());
        start = -1;
        isInEvents = false;
      }
    } else if (isInEvents && depth === 2) {
      if (char === ',') {
        events.push(body.slice(start, at).trim());
        start = -1;
      } else if (start < 0 && char > ' ') start = at;
    }
  }
  return events;
}

function endOfString(body: string, start: number): number {
  let at = start + 1;
  while (at < body.length && body[at] !== '"') at += body[at] === '\\' ? 2 : 1;
  return at;
}
