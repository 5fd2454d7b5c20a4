import {
  politeWords,
  requestStarts,
  spelledWords,
  startTexts,
  stoppedThings,
  stopTexts,
  stopVerbs,
} from './reply-words.ts';

export type ReplyIntent = 'stop' | 'start';

/**
 * By which rule a text was understood:
 * `word`: it is one of the known texts.
 * `politeness`: it is one, with polite words around it.
 * `number`: it is one, followed by numbers.
 * `spelling`: it is one, with a typing error.
 * `phrase`: it begins with a verb such as `stop`, and the rest only says what is to stop.
 */
export type ReplyRule = 'word' | 'politeness' | 'number' | 'spelling' | 'phrase';

/** Maximum words of a phrase: a longer text says more, and a person should read it. */
const maxPhrase = 8;

/** One spelling for comparing: lower case, without accents and apostrophes. */
const fold = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/[\p{M}'’ʼ`´]/gu, '')
    .toLowerCase();
const wordsOf = (text: string) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
const withoutPoliteness = (words: readonly string[]) => words.filter((word) => !politeWords.has(word));

/** The texts as they are compared: without blanks, and with and without polite words in them. */
const joined = (texts: Record<string, readonly string[]>) =>
  new Set(
    Object.values(texts)
      .flat()
      .map(wordsOf)
      .flatMap((words) => [words.join(''), withoutPoliteness(words).join('')]),
  );

const stops = joined(stopTexts);
const starts = joined(startTexts);
const spelled = spelledWords.map(fold);
const requests = requestStarts.map((text) => withoutPoliteness(wordsOf(text)));

/**
 * What a text asks for, and by which rule it was understood; null for everything else, which the shop should read.
 * Stopping is understood generously. Starting is understood only if it is certain.
 * @example
 * readReply('Please stop texting me!'); // { intent: 'stop', rule: 'phrase' }
 * readReply('Does the 12 bus stop here?'); // null
 */
export function readReply(text: string): { intent: ReplyIntent; rule: ReplyRule } | null {
  const words = wordsOf(text);
  const whole = words.join('');
  if (stops.has(whole)) return { intent: 'stop', rule: 'word' };
  if (starts.has(whole)) return { intent: 'start', rule: 'word' };
  const plain = withoutPoliteness(words);
  const asked = plain.join('');
  if (stops.has(asked)) return { intent: 'stop', rule: 'politeness' };
  if (starts.has(asked)) return { intent: 'start', rule: 'politeness' };
  const wordsAlone = plain.filter((word) => !/^\p{N}+$/u.test(word));
  const withoutNumbers = wordsAlone.join('');
  if (stops.has(withoutNumbers) && /^\p{L}/u.test(asked)) return { intent: 'stop', rule: 'number' };
  if (wordsAlone.length === 1 && isMisspelled(withoutNumbers)) return { intent: 'stop', rule: 'spelling' };
  return isStopPhrase(plain) ? { intent: 'stop', rule: 'phrase' } : null;
}

/** Two neighbours exchanged, letters repeated, or, in a long word, one letter missing. */
function isMisspelled(word: string): boolean {
  const letters = [...word];
  return spelled.some((right) => {
    if (squeeze(word) === squeeze(right)) return true;
    if (letters.length === right.length) return hasExchanged(word, right);
    return right.length >= 6 && [...right].some((_, at) => right.slice(0, at) + right.slice(at + 1) === word);
  });
}

const squeeze = (word: string) => word.replace(/(.)\1+/gu, '$1');

function hasExchanged(word: string, right: string): boolean {
  const at = [...right].findIndex((letter, index) => letter !== word[index]);
  return at >= 0 && right.slice(0, at) + right[at + 1] + right[at] + right.slice(at + 2) === word;
}

function isStopPhrase(words: readonly string[]): boolean {
  if (words.length > maxPhrase) return false;
  const start = requests.find((request) => request.every((word, at) => word === words[at]));
  const asked = start ? words.slice(start.length) : words;
  if (stops.has(asked.join(''))) return true;
  const [verb = '', ...things] = asked;
  return stopVerbs.has(squeeze(verb)) && things.every((thing) => stoppedThings.has(thing) || /^\p{N}+$/u.test(thing));
}
