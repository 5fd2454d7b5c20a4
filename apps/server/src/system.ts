import { randomBytes } from 'node:crypto';
import { encodeBase32, formatUuid, uuidv7Bytes } from '@beckon/core/lib';
import type { Clock, Ids, Random } from '@beckon/core/ports';

/** The real clock, chance and ids: the only place of the servers where they come from. */
export const monotonic = () => performance.now();

export const clock: Clock = { now: () => new Date(), monotonic };

export const random: Random = {
  fraction: () => Math.random(),
  bytes: (length) => randomBytes(length),
};

export const ids: Ids = {
  newId: (prefix) => `${prefix}_${encodeBase32(uuidv7Bytes(Date.now(), randomBytes(10)))}`,
  newUuid: () => formatUuid(uuidv7Bytes(Date.now(), randomBytes(10))),
};
