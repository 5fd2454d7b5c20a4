import { type Bounce, bounceOf, statusCodeIn } from '../lib/index.ts';
import { type Fields, readFieldGroups } from './fields.ts';

const actions = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;
export type Action = (typeof actions)[number];

/** What a mail server says about one recipient. */
export type RecipientStatus = {
  /** Every way in which the address is written there, in lower case. */
  addresses: readonly string[];
  action: Action;
  /** The enhanced status code that tells most. */
  statusCode: string | null;
  bounce: Bounce | null;
  at: Date | null;
};

/** Reads the fields of a delivery status notification (RFC 3464). Recipients without a known action are left out. */
export function readDeliveryStatus(text: string): RecipientStatus[] {
  return readFieldGroups(text).flatMap((fields) => {
    // Some servers add a remark: "failed (bad destination mailbox)".
    const action = actions.find((each) => each === /^[a-z]+/i.exec(fields.get('action') ?? '')?.[0].toLowerCase());
    const addresses = [...addressesOf(fields, 'original-recipient'), ...addressesOf(fields, 'final-recipient')];
    if (!action || addresses.length === 0) return [];
    const codes = codesOf(fields.get('status'), fields.get('diagnostic-code'));
    const time = new Date(fields.get('last-attempt-date') ?? '');
    return [
      {
        addresses: [...new Set(addresses)],
        action,
        statusCode: codes[0] ?? null,
        bounce: judge(action, codes),
        at: Number.isNaN(time.getTime()) ? null : time,
      },
    ];
  });
}

/** What the failing server said comes before the summary of the one that reports. */
function codesOf(status: string | undefined, diagnostic: string | undefined): string[] {
  const codes = [statusCodeIn(diagnostic ?? ''), statusCodeIn(status ?? '')].filter((code) => code !== null);
  const telling = codes.filter((code) => !code.endsWith('.0.0'));
  return telling.length > 0 ? telling : codes;
}

/**
 * `hard` only if everything that is said agrees: servers summarize a refusal by policy as an unknown address, and the
 * reverse.
 */
export function judge(action: Action, codes: readonly string[]): Bounce | null {
  if (action === 'delayed') return 'soft';
  if (action !== 'failed' || codes.length === 0) return null;
  const bounces = codes.map(bounceOf);
  if (bounces.every((bounce) => bounce === 'hard')) return 'hard';
  return bounces.includes('soft') ? 'soft' : null;
}

/** `rfc822;anna@example.com`, also in angle brackets or in the encoding of SMTP parameters (RFC 3461, xtext). */
function addressesOf(fields: Fields, name: string): string[] {
  const [, address] = /^[^;]*;\s*<?([^\s<>]+)>?/.exec(fields.get(name) ?? '') ?? [];
  if (address === undefined) return [];
  const decoded = address.replace(/\+([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return [address, decoded].map((each) => each.toLowerCase());
}
