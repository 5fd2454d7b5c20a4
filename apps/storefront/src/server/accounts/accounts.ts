import { createHmac } from 'node:crypto';
import { makeSecret } from '../orders/ids.ts';

export type Account = {
  userId: string;
  email: string;
  firstName: string;
  /** The shop's signature for Beckon in the browser; null if the shop has no identity key. */
  signature: string | null;
};

export type Accounts = {
  /** Opens an account; null if the address already has one, so that ordering with it does not sign in to it. */
  open(person: { email: string; firstName: string }): Account | null;
  /** Starts a session: its id is kept in a cookie that scripts cannot read. */
  signIn(userId: string): string;
  /** The account of a session. */
  find(session: string | undefined): Account | undefined;
  signOut(session: string | undefined): void;
};

/**
 * The accounts of this process. A shopper who orders with an account is signed in, in that browser; a real shop
 * requires a password and verifies the address.
 * @param identityKey of the source in Beckon; it stays on the server, which only sends signatures
 */
export function createAccounts(identityKey: string | null): Accounts {
  const accounts = new Map<string, Account>();
  const addresses = new Set<string>();
  const sessions = new Map<string, Account>();
  const sign = (userId: string) =>
    identityKey === null ? null : createHmac('sha256', identityKey).update(userId).digest('hex');

  return {
    open({ email, firstName }) {
      const address = email.toLowerCase();
      if (addresses.has(address)) return null;
      addresses.add(address);
      const userId = `customer_${makeSecret()}`;
      const account = { userId, email, firstName, signature: sign(userId) };
      accounts.set(userId, account);
      return account;
    },
    signIn(userId) {
      const session = makeSecret();
      const account = accounts.get(userId);
      if (account) sessions.set(session, account);
      return session;
    },
    find: (session) => sessions.get(session ?? ''),
    signOut: (session) => void sessions.delete(session ?? ''),
  };
}
