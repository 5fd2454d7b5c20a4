import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readReply } from './reply-intent.ts';
import { startTexts, stopTexts } from './reply-words.ts';

test.each([
  ['STOP', 'word'],
  ['stop.', 'word'],
  ['Stop. Thank you', 'politeness'],
  ['STOPALL', 'word'],
  ['Unsubscribe', 'word'],
  ['CANCEL', 'word'],
  ['End', 'word'],
  ['quit', 'word'],
  ['REVOKE', 'word'],
  ['opt out', 'word'],
  ['OPTOUT', 'word'],
  ['ARRÊT', 'word'],
  ['arret', 'word'],
  ['¡BAJA!', 'word'],
  ['Bitte keine SMS mehr', 'politeness'],
  ['配信停止', 'word'],
  ['إيقاف', 'word'],
  ['S T O P', 'word'],
])('E1: %s opts out, by the rule %s', (text, rule) => expect(readReply(text)).toEqual({ intent: 'stop', rule }));

test.each([
  ['please stop texting me', 'phrase'],
  ['Can you stop sending me these messages?', 'phrase'],
  ['I want to unsubscribe', 'phrase'],
  ["I'd like to opt out", 'phrase'],
  ['stpo', 'spelling'],
  ['please stopppp', 'spelling'],
  ['unsuscribe', 'spelling'],
  ['STOP 12345', 'number'],
])('E2: %s opts out, by the rule %s', (text, rule) => {
  expect(readReply(text)).toEqual({ intent: 'stop', rule });
});

test.each([
  'Does the 12 bus stop here?',
  'We must STOP this bill',
  'Please do not stop',
  "don't stop sending them, I love it",
  'Where can I stop by the store?',
  'Cancel my order 1234',
  'When does the sale end?',
  'Top',
  'shop',
  'step',
  'I will quit my job',
  'yes',
  'start of the sale?',
  '12345',
  '👍',
  '',
])('E2: %s does not opt out, and is for the shop to read', (text) => expect(readReply(text)).toBeNull());

test.each(['START', 'start please', 'Unstop'])('E3: %s starts', (text) =>
  expect(readReply(text)).toMatchObject({ intent: 'start' }),
);

test('starting is never guessed', () => {
  for (const text of ['strat', 'startt', 'start 1', 'please start texting me']) expect(readReply(text)).toBeNull();
});

const dressed = (texts: Record<string, readonly string[]>) =>
  fc
    .record({
      text: fc.constantFrom(...Object.values(texts).flat()),
      isUpper: fc.boolean(),
      before: fc.constantFrom('', ' ', '"', 'Please, ', 'bitte '),
      after: fc.constantFrom('', '.', '!!!', ' 🙏', '\n', '. Thanks', ' merci'),
      isComposed: fc.boolean(),
    })
    .map(({ text, isUpper, before, after, isComposed }) => {
      const written = `${before}${isUpper ? text.toUpperCase() : text}${after}`;
      return written.normalize(isComposed ? 'NFC' : 'NFD');
    });

test('every known text is understood in every case, spelling of accents and politeness', () => {
  fc.assert(
    fc.property(dressed(stopTexts), (text) => {
      expect(readReply(text)).toMatchObject({ intent: 'stop' });
    }),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(dressed(startTexts), (text) => {
      expect(readReply(text)).toMatchObject({ intent: 'start' });
    }),
    { numRuns: 100 },
  );
});
