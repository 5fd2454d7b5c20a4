/** `sample` is the word that shows best whether the encoding is right. */
export type Verdict = { kind: 'windows-1252' | 'other' | 'damaged'; sample: string };

/** Bytes that Windows-1252 has no character for. */
const unassigned = /[\x81\x8d\x8f\x90\x9d]/g;
/** The bytes of one character of UTF-8. */
const utf8Sequence = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/g;
/** A word with at least one character beyond ASCII. */
const foreignWord = /[\p{L}\p{N}¡-¿×÷‰†‡ƒ]*[\u0080-\uffff][\p{L}\p{N}¡-¿×÷‰†‡ƒ]*/gu;

/** What Western words do not have: other alphabets, Central Europe and old Macs read as Windows-1252 do. */
const implausible = [
  // Signs inside a word: Pawe³, Pozna¹, £ód.
  /\p{L}[¡¢£¤¥¦§¨©«¬®¯±¸¹³»¼½¾¿×÷†‡‰ƒ]\p{L}/u,
  /^[£¥¦¯¹³¼¾]\p{Ll}{2}/u,
  // A capital inside a small word: MŸller, RenŽ.
  /\p{Ll}[À-ÖØ-ÞŠŒŽŸ]/u,
  /\p{L}[ŠŽŸ]\p{Ll}/u,
  // Nothing but accents: Ìàðèÿ.
  /[À-ÖØ-öø-ÿ]{3}/u,
];

/** Letters of Windows-1252 that are others in Windows-1250 (Central Europe) and, but for ý, in Windows-1254 (Turkey). */
const telling = /(?![ÁÂÄÇÉËÍÎÓÔÖÚÜÝßáâäçéëíîóôöúüý])[\u0080-\uffff]/;

/** Looks through bytes that are not UTF-8 and says whether they are Windows-1252, the usual encoding of Excel's CSV. */
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
