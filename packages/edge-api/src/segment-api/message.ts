import { type SegmentMessageType, segmentCalls } from '@beckon/contract';

/** A JSON object whose members have not been validated. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

export function isMessageType(value: unknown): value is SegmentMessageType {
  return typeof value === 'string' && Object.hasOwn(segmentCalls, value);
}

/** The value if it is an object, otherwise an empty one. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** Libraries write an unknown value as null or as an empty text. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** Ids and texts may come as numbers: shops often have numeric product and user ids. */
export function readText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}
