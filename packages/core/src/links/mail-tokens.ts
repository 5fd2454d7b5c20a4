import { type Id, readSignedToken, signToken } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

type Keys = Pick<AnyContext, 'secrets'>;

const prefix = 'dlv_';

/**
 * The signed id of a delivery in the links and the image of its mail. A mail has one, since a signature for each link would
 * cost more than the rest of the work on a link.
 */
export function makeMailToken({ secrets }: Keys, deliveryId: Id<'dlv'>): string {
  return signToken(secrets.tokens, 'mail', [deliveryId.slice(prefix.length)]);
}

/** Which delivery it is; null for everything that we did not make. */
export function readMailToken({ secrets }: Keys, token: string): Id<'dlv'> | null {
  const [delivery] = readSignedToken(secrets.tokens, 'mail', token) ?? [];
  return delivery ? `${prefix}${delivery}` : null;
}

/** A link of a mail: which delivery it is in, and the code of the address that it leads to. */
export type MailLink = {
  deliveryId: Id<'dlv'>;
  code: string;
  /** It cannot be seen in the mail: only programs that read its HTML follow it. */
  isHidden: boolean;
};

/** The id of a link: the token of its mail, and the code of its address. It holds no address. */
export function mailLinkId(token: string, code: string, { isHidden = false } = {}): string {
  return `${token}.${code}${isHidden ? '.0' : ''}`;
}

/** Reads the id of a link; null for everything that we did not make. Whether there is such a code, has to be looked up. */
export function readMailLink(keys: Keys, id: string): MailLink | null {
  const [, token, code, hidden] = /^([^.]*\.[^.]*\.[^.]*)\.(\w{12})(\.0)?$/.exec(id) ?? [];
  const deliveryId = token === undefined ? null : readMailToken(keys, token);
  return deliveryId === null ? null : { deliveryId, code: code!, isHidden: hidden !== undefined };
}
