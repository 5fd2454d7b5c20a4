import { readPersonId } from '@beckon/contract';
import { deriveIdentityKey, isEqualInConstantTime, keyedHash } from '../lib/index.ts';
import type { EventSource, StoredEvent } from '../log/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { SetAside } from '../quarantine/index.ts';

/**
 * What a person may state about themselves. Anything else in a signed event stays a claim: a page must not be able to
 * make a shopper a VIP.
 */
const ownFacts = new Set(['firstName', 'lastName', 'language', 'timezone']);

/** Distinguishes an address from a user id that a shopper chose to look like one. */
const ofAddress = 'email:';

type Person = Pick<StoredEvent, 'anonymousId' | 'userId' | 'email'>;

/**
 * Whether a browser's event carries a valid signature of the person's identity. The signature covers the user id if
 * there is one, else `email:` and the address: HMAC-SHA-256 in hex, made by the shop's server with an identity key of
 * the source.
 * @returns true when it is signed, false without a signature, or why the event is quarantined
 */
export function checkSignature(
  ctx: Pick<AnyContext, 'secrets'>,
  source: EventSource,
  type: string,
  person: Person,
  signature: unknown,
): boolean | SetAside {
  if (source.kind !== 'browser' || signature === undefined || signature === null) return false;
  if (type !== 'identified') return refuse(`a signature belongs to identified alone: leave it out of ${type}`);
  const subject = person.userId ?? (person.email && `${ofAddress}${person.email}`);
  if (person.userId?.startsWith(ofAddress))
    return refuse(`a user id that starts with ${ofAddress} cannot be signed: it could be taken for an address`);
  if (subject === null)
    return refuse(
      'signature without userId or email: name the person that it was made for; a placeholder such as `guest` is nobody',
    );
  if (typeof signature !== 'string' || !signaturePattern.test(signature)) {
    return refuse('signature is not 64 hexadecimal digits: send HMAC-SHA-256 in hex');
  }
  const keyIds = source.identityKeyIds ?? [];
  if (isSignedSubject(ctx, keyIds, subject, signature)) return true;
  return refuse(
    keyIds.length === 0
      ? `this source has no identity key to check a signature with: beckon sources keys rotate ${source.id} --kind identity`
      : `signature does not match: on your server, make HMAC-SHA-256 in hex of ${
          person.userId === null ? `${ofAddress} and the trimmed lower-case e-mail address` : 'the user id'
        } with the identity key (beckon sources keys show ${source.id})`,
  );
}

const signaturePattern = /^[0-9a-f]{64}$/i;

function isSignedSubject(
  ctx: Pick<AnyContext, 'secrets'>,
  keyIds: readonly string[],
  subject: string,
  signature: string,
): boolean {
  const given = Buffer.from(signature, 'hex');
  return (
    keyIds
      .map((id) => keyedHash(Buffer.from(deriveIdentityKey(ctx.secrets.identity, id)), subject))
      // Every key is compared, so that the time taken reveals nothing.
      .reduce((found, expected) => isEqualInConstantTime(expected, given) || found, false)
  );
}

/** Whether the shop's server has signed the caller's identity: the user id, or the normalized address. */
export function isSignedPerson(
  ctx: Pick<AnyContext, 'secrets'>,
  source: EventSource,
  person: { userId: string } | { email: string },
  signature: string,
): boolean {
  if (source.kind !== 'browser' || !signaturePattern.test(signature)) return false;
  if ('userId' in person && readPersonId(person.userId).kind !== 'id') return false;
  if ('userId' in person && person.userId.startsWith(ofAddress)) return false;
  const subject = 'userId' in person ? person.userId : `${ofAddress}${person.email}`;
  return isSignedSubject(ctx, source.identityKeyIds ?? [], subject, signature);
}

function refuse(reason: string): SetAside {
  return { code: 'signature_invalid', reason };
}

/** Splits a signed event into facts that a person may state about themselves and mere claims. */
export function keepOwnFacts(
  person: Person,
  properties: Record<string, unknown>,
  context: Record<string, unknown>,
): Person & Pick<StoredEvent, 'properties' | 'context'> {
  const isSignedByAddress = person.userId === null;
  const entries = Object.entries(properties);
  const claimed = {
    ...Object.fromEntries(entries.filter(([name]) => !ownFacts.has(name))),
    ...(isSignedByAddress || person.email === null ? {} : { email: person.email }),
  };
  const { claimed: _, ...rest } = context;
  return {
    ...person,
    email: isSignedByAddress ? person.email : null,
    properties: Object.fromEntries(entries.filter(([name]) => ownFacts.has(name))),
    context: Object.keys(claimed).length === 0 ? rest : { ...rest, claimed },
  };
}
