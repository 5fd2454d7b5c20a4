import { z } from 'zod';

const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(9999, 0, 1);

/**
 * A time with zone that a client names and we store. ISO 8601 allows more than databases can hold: the year 0, zones
 * a day away from UTC.
 */
export const timeSchema = z.iso.datetime({ offset: true, abort: true }).refine((text) => {
  const time = Date.parse(text);
  return time >= earliest && time < latest && !/[+-](1[5-9]|2\d):\d{2}$/.test(text);
}, 'a time between 1900 and 9999 in a zone of this world');
