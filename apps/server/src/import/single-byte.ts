/** `sample` is the word that shows best whether the encoding is right. */
export type Verdict = { kind: 'windows-1252' | 'other' | 'damaged'; sample: string };

/** Bytes that are undefined in Windows-1252. */
const unassigned = /[\x81\x8d\x8f\x90\x9d]/g;
/** The bytes of one UTF-8 character. */
const utf8Sequence = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/g;
/** A word with at least one non-ASCII character. */
const foreignWord = /[\p{L}\p{N}¡-¿×÷‰†‡ƒ]*[\u0080-\uffff][\p{L}\p{N}¡-¿×÷‰†‡ƒ]*/gu;

/**
 * Patterns that do not occur in Western words, but in text of other alphabets, Central Europe and old Macs read as
 * Windows-1252.
 */
const implausible = [
  // Signs inside a word: Pawe³, Pozna¹, £ód.
  /\p{L}[¡¢£¤¥¦§¨©«¬®¯±¸¹³»¼½¾¿×÷†‡‰ƒ]\p{L}/u,
  /^[£¥¦¯¹³¼¾]\p{Ll}{2}/u,
  // A capital inside a small word: MŸller, RenŽ.
  /\p{Ll}[À-ÖØ-ÞŠŒŽŸ]/u,
  /\p{L}[ŠŽŸ]\p{Ll}/u,
  // Only accented characters: Ìàðèÿ.
  /[À-ÖØ-öø-ÿ]{3}/u,
];

/**
 * Letters of Windows-1252 that are different in Windows-1250 (Central Europe) and, except for ý, in Windows-1254
 * (Turkey).
 */
const telling = /(?![ÁÂÄÇÉËÍÎÓÔÖÚÜÝßáâäçéëíîóôöúüý])[\u0080-\uffff]/;

/** Scans bytes that are not UTF-8 and decides whether they are Windows-1252, the usual encoding of Excel's CSV. */
export class SingleByteJudge {
  readonly #decoder = new TextDecoder('windows-1252');
  #high = 0;
  #inSequences = 0;
  #unassigned = 0;
  #words = 0;
  #strange = 0;
  #sample = '';
  #tellingSample = '';
  #strangeSample = '';

  look(chunk: Buffer): void {
    const bytes = chunk.toString('latin1');
    this.#high += bytes.match(/[\x80-\xff]/g)?.length ?? 0;
    this.#unassigned += bytes.match(unassigned)?.length ?? 0;
    for (const [sequence] of bytes.matchAll(utf8Sequence)) this.#inSequences += sequence.length;
    for (const [word] of this.#decoder.decode(chunk, { stream: true }).matchAll(foreignWord)) {
      this.#words++;
      if (/\p{L}/u.test(word)) this.#sample ||= word;
      if (/\p{L}/u.test(word) && telling.test(word)) this.#tellingSample ||= word;
      if (!implausible.some((pattern) => pattern.test(word))) continue;
      this.#strange++;
      this.#strangeSample ||= word;
    }
  }

  verdict(): Verdict {
    if (this.#inSequences * 2 > this.#high) return { kind: 'damaged', sample: this.#sample };
    const isOther = this.#unassigned > 0 || this.#strange * 5 > this.#words;
    return isOther
      ? { kind: 'other', sample: this.#strangeSample || this.#sample }
      : { kind: 'windows-1252', sample: this.#tellingSample || this.#sample || '€' };
  }
}
