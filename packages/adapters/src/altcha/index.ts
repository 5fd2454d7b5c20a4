import { createHmac, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { canonicalJson, isEqualInConstantTime, keyedHash } from '@beckon/core/lib';
import type { Captcha, CaptchaOutcome, Random, WallClock } from '@beckon/core/ports';

const derive = promisify(pbkdf2);

/** Lifetime of a challenge in milliseconds. */
const lifetime = 10 * 60 * 1_000;

export type AltchaOptions = {
  /** Signs challenges; must be the same in all processes that serve a shop. */
  secret: Buffer;
  clock: WallClock;
  random: Random;
  /** Iterations per try, and the minimum and maximum number of tries. */
  work?: { cost: number; tries: [least: number, most: number] };
};

type Parameters = {
  algorithm: 'PBKDF2/SHA-256';
  cost: number;
  data: { tenant: string };
  /** Seconds since 1970. */
  expiresAt: number;
  keyLength: number;
  keyPrefix: string;
  keySignature: string;
  nonce: string;
  salt: string;
};
type Payload = { challenge?: { parameters?: Parameters; signature?: string }; solution?: { derivedKey?: string } };

/**
 * ALTCHA's proof of work, version 2: find, by trying, the counter whose derived key has the given prefix. We know the
 * key in advance, so checking a solution takes two hashes. No third party is involved.
 */
export function createAltcha({ secret, clock, random, work }: AltchaOptions): Captcha {
  const { cost, tries } = work ?? { cost: 5_000, tries: [150, 450] };
  const [ofChallenge, ofKey] = ['challenge', 'key'].map((what) => keyedHash(secret, `altcha ${what}`).toString('hex'));
  const sign = (key: string, bytes: string | Buffer) => createHmac('sha256', key).update(bytes).digest('hex');

  async function issue(tenantId: string) {
    const [nonce, salt] = [Buffer.from(random.bytes(16)), Buffer.from(random.bytes(16))];
    const [least, most] = tries;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(least + (Buffer.from(random.bytes(4)).readUInt32BE() % (most - least + 1)));
    const key = await derive(Buffer.concat([nonce, counter]), salt, cost, 32, 'sha256');
    const parameters: Parameters = {
      algorithm: 'PBKDF2/SHA-256',
      cost,
      data: { tenant: tenantId },
      expiresAt: Math.floor((clock.now().getTime() + lifetime) / 1_000),
      keyLength: 32,
      keyPrefix: key.subarray(0, 16).toString('hex'),
      keySignature: sign(ofKey!, key),
      nonce: nonce.toString('hex'),
      salt: salt.toString('hex'),
    };
    const signature = sign(ofChallenge!, canonicalJson(parameters));
    return { kind: 'altcha' as const, task: JSON.stringify({ parameters, signature }) };
  }

  function check(tenantId: string, answer: string): CaptchaOutcome {
    const refused = (reason: string): CaptchaOutcome => ({ outcome: 'refused', reason });
    const { challenge, solution }: Payload = JSON.parse(Buffer.from(answer, 'base64').toString()) ?? {};
    const { parameters, signature } = challenge ?? {};
    const isOurs = parameters && isSame(signature, sign(ofChallenge!, canonicalJson(parameters)));
    if (!isOurs || parameters.data.tenant !== tenantId) return refused('the challenge is none of ours');
    const { nonce, expiresAt, keySignature } = parameters;
    if (clock.now().getTime() >= expiresAt * 1_000) return refused('the challenge has expired');
    if (!isSame(keySignature, sign(ofKey!, Buffer.from(String(solution?.derivedKey), 'hex'))))
      return refused('the solution is wrong');
    return { outcome: 'passed', once: { id: nonce, until: new Date(expiresAt * 1_000) } };
  }

  return {
    kind: 'altcha',
    issue,
    async verify({ tenantId, answer }) {
      try {
        return check(tenantId, answer);
      } catch {
        return { outcome: 'refused', reason: 'the answer cannot be read' };
      }
    },
  };
}

function isSame(given: unknown, expected: string): boolean {
  return typeof given === 'string' && isEqualInConstantTime(Buffer.from(given), Buffer.from(expected));
}
