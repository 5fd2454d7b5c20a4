const strict = new TextDecoder('utf-8', { fatal: true });

/** Non-ASCII UTF-8 characters, one letter per byte; or a byte that is not part of one. */
const sequences =
  /((?:(?:[\xc2-\xdf]|\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f]|\xf0[\x90-\xbf][\x80-\xbf]|[\xf1-\xf3][\x80-\xbf]{2}|\xf4[\x80-\x8f][\x80-\xbf])[\x80-\xbf])+)|[\x80-\xff]/g;
const mark = /(?<![\ud800-\udbff])([\udc80-\udcff])/;

/**
 * Decodes UTF-8 without losing a byte: an invalid byte becomes the lone surrogate U+DC00 plus the byte, which never
 * occurs in well-formed text. So a body can be read even if one of its texts is invalid, and that text can be refused.
 * A replacement character could have been sent by the client.
 * @example
 * decodeMarked(Buffer.from([0x4d, 0xfc])); // 'M\udcfc'
 */
export function decodeMarked(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return Buffer.from(bytes)
      .toString('latin1')
      .replace(sequences, (found, characters?: string) =>
        characters === undefined
          ? String.fromCharCode(0xdc00 + found.charCodeAt(0))
          : Buffer.from(characters, 'latin1').toString(),
      );
  }
}

/** The bytes that `decodeMarked` has decoded. */
export function encodeMarked(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text);
  const parts = text.split(mark);
  return Buffer.concat(
    parts.map((part, at) => (at % 2 === 0 ? Buffer.from(part) : Buffer.from([part.charCodeAt(0) - 0xdc00]))),
  );
}
