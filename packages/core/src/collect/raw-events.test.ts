import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutEvents } from './raw-events.ts';

test('each event is cut out as it came, blanks and odd numbers included', () => {
  const body =
    '{ "sentAt": "x", "events" : [ {"id": "a", "n": 1e400} ,\n 7, "te\\"xt]," , [1, [2]], null, {} ] , "context":{"events":[9]} }';
  expect(cutEvents(body)).toEqual(['{"id": "a", "n": 1e400}', '7', '"te\\"xt],"', '[1, [2]]', 'null', '{}']);
});

test('nothing is cut out of an empty list', () => {
  expect(cutEvents('{"events":[]}')).toEqual([]);
  expect(cutEvents('{"events": [ ]}')).toEqual([]);
});

test('of equal keys the last one counts, as for JSON.parse, however it is spelled', () => {
  for (const body of [
    '{"events":[1,2],"events":[3]}',
    '{"events":[1,2],"ev\\u0065nts":[3]}',
    '{"ev\\u0065nts":[1,2],"events":[3]}',
    '{"\\u0065vents":[3]}',
    '{"a":"events","b":[1],"events":[3]}',
    '{"events":[3],"a":["events",[1]],"b":{"events":[2]}}',
  ]) {
    expect(
      cutEvents(body).map((text) => JSON.parse(text)),
      body,
    ).toEqual(JSON.parse(body).events);
  }
});

test('the pieces of any batch parse to its events', () => {
  const events = fc.array(fc.jsonValue({ stringUnit: 'binary' }), { maxLength: 6 });
  const rest = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 });
  fc.assert(
    fc.property(events, rest, rest, fc.constantFrom(undefined, 1, '\t'), (list, before, after, indent) => {
      delete before.events;
      delete after.events;
      const body = JSON.stringify({ ...before, events: list, ...after }, null, indent);
      expect(cutEvents(body).map((text) => JSON.parse(text))).toEqual(JSON.parse(body).events);
    }),
    { numRuns: 1_000 },
  );
});
