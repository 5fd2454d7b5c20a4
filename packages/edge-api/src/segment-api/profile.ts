import { timeSchema } from '@beckon/contract';
import { normalizeEmail } from '@beckon/core/lib';
import { type Field, mapFields, text } from './fields.ts';
import { isGiven, type JsonObject } from './message.ts';
import { readTime } from './message-time.ts';

const registeredAt: Field = {
  to: 'registeredAt',
  from: ['createdAt', 'created_at', 'registeredAt'],
  read: (value) => {
    const milliseconds = readTime(value);
    if (milliseconds === undefined || !Number.isFinite(milliseconds) || Math.abs(milliseconds) > 8e15) return undefined;
    const time = new Date(milliseconds).toISOString();
    return timeSchema.safeParse(time).success ? time : undefined;
  },
};

const fields: readonly Field[] = [
  text('firstName', ['firstName', 'first_name', 'firstname']),
  text('lastName', ['lastName', 'last_name', 'lastname']),
  text('phone', ['phone'], 100),
  text('language', ['language'], 35),
  text('timezone', ['timezone'], 64),
  registeredAt,
  // Only an invalid address is still here.
  { to: 'email', from: ['email'], read: () => undefined },
];

/** The email address in traits, or undefined without a valid one. */
export function readEmail(traits: JsonObject): string | undefined {
  const { email } = traits;
  return typeof email === 'string' ? (normalizeEmail(email) ?? undefined) : undefined;
}

/**
 * The facts about a person in an `identify` call, with our names.
 * @example
 * mapProfile({ name: 'Anna Maria Berg', plan: 'gold' });
 * // { plan: 'gold', firstName: 'Anna', lastName: 'Maria Berg' }
 */
export function mapProfile(traits: JsonObject): JsonObject {
  const { name, email, ...others } = traits;
  const mapped = mapFields(readEmail(traits) === undefined ? { ...others, email } : others, fields);
  const words = typeof name === 'string' ? name.trim().split(/\s+/) : [];
  if (mapped.firstName !== undefined || mapped.lastName !== undefined || !words[0]) {
    return isGiven(name) ? { ...mapped, name } : mapped;
  }
  return { ...mapped, firstName: words[0], ...(words.length > 1 ? { lastName: words.slice(1).join(' ') } : {}) };
}
