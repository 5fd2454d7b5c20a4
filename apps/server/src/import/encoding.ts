import { ConfigError } from '../config.ts';
import { SingleByteJudge } from './single-byte.ts';

export type Encoding = {
  /** The label that `TextDecoder` expects. */
  label: string;
  /** For people: the name, and how it was detected. */
  name: string;
};

type Chunks = () => AsyncIterable<Buffer>;

const utf8Mark = [0xef, 0xbb, 0xbf];
const littleEndian: Encoding = { label: 'utf-16le', name: 'UTF-16 (little endian)' };
const bigEndian: Encoding = { label: 'utf-16be', name: 'UTF-16 (big endian)' };

/**
 * Detects the encoding of a text and checks the whole text, so that it can be decoded without a replacement character.
 * @param given the value of `--encoding`
 * @throws ConfigError when the encoding cannot be detected, or the file is not in the given one
 */
export async function detectEncoding(head: Buffer, chunks: Chunks, given?: string): Promise<Encoding> {
  if (given !== undefined) return checkGiven(chunks, given);
  const marked = beginsWith(head, utf8Mark) ? { label: 'utf-8', name: 'UTF-8 with a byte order mark' } : utf16Of(head);
  if (marked) {
    const line = await firstBadLine(chunks, marked.label);
    if (line === null) return marked;
    throw new ConfigError(`the file is ${marked.name}, but line ${line} cannot be read: export the file again`);
  }
  const badLine = await firstBadLine(chunks, 'utf-8');
  if (badLine === null) return { label: 'utf-8', name: 'UTF-8' };
  const judge = new SingleByteJudge();
  for await (const chunk of chunks()) judge.look(chunk);
  const verdict = judge.verdict();
  if (verdict.kind === 'damaged')
    throw new ConfigError(
      `the file is UTF-8, but line ${badLine} has invalid bytes: correct that line, or name the encoding of the file with --encoding`,
    );
  if (verdict.kind === 'other')
    throw new ConfigError(
      `the encoding of the file cannot be detected: it is not UTF-8, and as Windows-1252 it would read "${verdict.sample}". Save it as UTF-8, or name its encoding, such as --encoding windows-1250 (Central Europe), windows-1251 (Cyrillic), macintosh, shift_jis`,
    );
  return {
    label: 'windows-1252',
    name: `Windows-1252, detected because the file is not UTF-8 (it has "${verdict.sample}")`,
  };
}

async function checkGiven(chunks: Chunks, given: string): Promise<Encoding> {
  let label: string;
  try {
    label = new TextDecoder(given).encoding;
  } catch {
    throw new ConfigError(
      `--encoding ${given} is not known: utf-8, utf-16le, windows-1250, windows-1252, shift_jis, ...`,
    );
  }
  const line = await firstBadLine(chunks, label);
  if (line !== null) throw new ConfigError(`line ${line} cannot be read as ${label}: choose another --encoding`);
  return { label, name: `${label}, as given` };
}

/** Which UTF-16 a file is in, by its byte order mark or by the zero bytes in a Latin header. */
export function utf16Of(head: Buffer): Encoding | undefined {
  if (beginsWith(head, [0xff, 0xfe])) return littleEndian;
  if (beginsWith(head, [0xfe, 0xff])) return bigEndian;
  const start = head.subarray(0, 200);
  const zeros = (from: 0 | 1) => start.filter((byte, at) => at % 2 === from && byte === 0).length;
  if (start.length < 4) return undefined;
  if (zeros(1) > start.length / 3 && zeros(0) === 0) return littleEndian;
  return zeros(0) > start.length / 3 && zeros(1) === 0 ? bigEndian : undefined;
}

function beginsWith(head: Buffer, bytes: readonly number[]): boolean {
  return bytes.every((byte, at) => head[at] === byte);
}

/** The first line that cannot be decoded, null if all lines can. */
async function firstBadLine(chunks: Chunks, label: string): Promise<number | null> {
  const decoder = new TextDecoder(label, { fatal: true });
  let line = 1;
  const countIn = (text: string) => {
    for (const character of text) if (character === '\n') line++;
  };
  for await (const chunk of chunks()) {
    // Small pieces, so that the failing one gives the line.
    for (let at = 0; at < chunk.length; at += 64) {
      const decoded = decode(decoder, chunk.subarray(at, at + 64));
      if (decoded === null) return line + linesBeforeFault(chunk.subarray(at, at + 64), label);
      countIn(decoded);
    }
  }
  return decode(decoder) === null ? line : null;
}

function linesBeforeFault(bytes: Buffer, label: string): number {
  if (label !== 'utf-8') return 0;
  const text = new TextDecoder(label).decode(bytes);
  // A character that began before this piece looks invalid too, so the very start of the piece does not count.
  const fault = text.indexOf('\ufffd', 3);
  return text.slice(0, fault === -1 ? 0 : fault).split('\n').length - 1;
}

function decode(decoder: InstanceType<typeof TextDecoder>, bytes?: Buffer): string | null {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch {
    return null;
  }
}
