import { beckon } from './beckon.ts';

/**
 * Tells Beckon who is signed in, with the shop's signature; after signing out, that the browser belongs to no contact.
 */
export function startAccountPage(): void {
  const { userId, signature } = document.querySelector<HTMLElement>('[data-user-id]')?.dataset ?? {};
  if (userId && signature) beckon().identify(userId, {}, { signature });
  document.querySelector('form[action="/account/sign-out"]')?.addEventListener('submit', () => beckon().reset());
}
