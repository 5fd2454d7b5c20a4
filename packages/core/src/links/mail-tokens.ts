import { type Id, readSignedToken, signToken } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

type Keys = Pick<AnyContext, 'secrets'>;

/** A link of a mail: which delivery it is in, and which stored address it leads to. */
export type MailLink = {
  deliveryId: Id<'dlv'>;
  linkId: number;
  /** It cannot be seen in the mail: only programs that read its code follow it. */
  isHidden: boolean;
};

const prefix = 'dlv_';

/** The signed id of a link in a mail. It holds no address: where it leads is stored. */
export function makeMailLink({ secrets }: Keys, { deliveryId, linkId, isHidden }: MailLink): string {
  const parts = [deliveryId.slice(prefix.length), linkId.toString(36), ...(isHidden ? ['h'] : [])];
  return signToken(secrets.tokens, 'mail_link', parts);
}

/** Reads the id of a link in a mail; null for everything that we did not make. */
export function readMailLink({ secrets }: Keys, token: string): MailLink | null {
  const [delivery, link, hidden] = readSignedToken(secrets.tokens, 'mail_link', token) ?? [];
  if (!delivery || !link) return null;
  return { deliveryId: `${prefix}${delivery}`, linkId: Number.parseInt(link, 36), isHidden: hidden === 'h' };
}

/** The signed id of the image that tells that a mail was opened. */
export function makeOpenToken({ secrets }: Keys, deliveryId: Id<'dlv'>): string {
  return signToken(secrets.tokens, 'mail_open', [deliveryId.slice(prefix.length)]);
}

/** Whose mail was opened; null for everything that we did not make. */
export function readOpenToken({ secrets }: Keys, token: string): Id<'dlv'> | null {
  const [delivery] = readSignedToken(secrets.tokens, 'mail_open', token) ?? [];
  return delivery ? `${prefix}${delivery}` : null;
}
