import { collectLimits } from '@beckon/contract';
import type { SetAside } from '../quarantine/index.ts';

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Returns why a parsed JSON value cannot be stored, or null when it can. Refused are text that Postgres does not
 * accept, numbers that JSON cannot represent, keys that pollute prototypes, and everything beyond the limits of one
 * event.
 */
export function findUnstorable(value: unknown): SetAside | null {
  const state = { bytes: 0 };
  return walk(value, '', 0, state);
}

function walk(value: unknown, path: string, depth: number, state: { bytes: number }): SetAside | null {
  if (typeof value === 'string') return checkText(value, path, state);
  if (typeof value === 'number') {
    state.bytes += 8;
    return Number.isFinite(value) ? null : refuse('number_not_storable', path, 'is outside the range of JSON numbers');
  }
  if (value === null || typeof value !== 'object') {
    state.bytes += 4;
    return null;
  }
  if (depth >= collectLimits.depth) return refuse('too_deep', path, `nests deeper than ${collectLimits.depth} levels`);
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  if (entries.length > collectLimits.width) {
    return refuse('too_wide', path, `has more than ${collectLimits.width} ${isList ? 'entries' : 'keys'}`);
  }
  for (const [key, member] of entries) {
    const memberPath = path === '' ? key.slice(0, 100) : `${path}.${key.slice(0, 100)}`;
    if (!isList) {
      if (forbiddenKeys.has(key)) return refuse('key_not_allowed', path, `has the key ${key}`);
      const keyFault = checkText(key, memberPath, state);
      if (keyFault) return keyFault;
    }
    const fault = walk(member, memberPath, depth + 1, state);
    if (fault) return fault;
  }
  state.bytes += 2;
  return state.bytes > collectLimits.eventBytes
    ? refuse('event_too_large', path, `is larger than ${collectLimits.eventBytes} bytes`)
    : null;
}

function checkText(text: string, path: string, state: { bytes: number }): SetAside | null {
  if (text.length > collectLimits.stringLength) {
    return refuse(
      'string_too_long',
      path,
      `has ${text.length} characters, at most ${collectLimits.stringLength} are kept`,
    );
  }
  state.bytes += Buffer.byteLength(text) + 3;
  if (text.includes('\0')) return refuse('text_not_storable', path, 'holds a NUL character');
  if (!text.isWellFormed())
    return refuse('text_not_storable', path, 'holds half of a surrogate pair, or bytes that are not UTF-8');
  return null;
}

function refuse(code: SetAside['code'], path: string, what: string): SetAside {
  const name = path.toWellFormed().replaceAll('\0', '');
  return { code, reason: `${name === '' ? 'the event' : name.slice(0, 200)} ${what}` };
}
