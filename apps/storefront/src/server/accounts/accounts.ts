import { createHmac } from 'node:crypto';
import { makeSecret } from '../orders/ids.ts';

export type Account = {
  userId: string;
  email: string;
  firstName: string;
  /** What the shop tells Beckon in the browser, to say that it is really them; null where the shop has no key. */
  signature: string | null;
};

export type Accounts = {
  /** Opens an account; null where the address has one already, so that nobody walks into somebody else's. */
  open(person: { email: string; firstName: string }): Account | null;
  /** Begins a session: its name is kept in a cookie that scripts cannot read. */
  signIn(userId: string): string;
  /** Whose session it is. */
  find(session: string | undefined): Account | undefined;
  signOut(session: string | undefined): void;
};

/**
 * The accounts of this process. Who orders with an account is signed in, in that browser; a real shop asks for a password
 * and makes sure that the address is theirs.
 * @param identityKey of the source in Beckon; it never leaves the server, only what it signs does
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
