import type { WaitlistStatus } from '@beckon/contract';

/** The status of a waitlist entry, as a word and as a sentence. */
export const waitlistLooks: Record<WaitlistStatus, { label: string; color: string; about: string }> = {
  pending: { label: 'Not confirmed', color: 'gray', about: 'The confirmation link has not been used yet.' },
  waiting: { label: 'Waiting', color: 'pine', about: 'Will be notified when the product is back in stock.' },
  notified: { label: 'Notified', color: 'blue', about: 'Was notified that the product is back in stock.' },
  left: { label: 'Left', color: 'gray', about: 'Canceled the alert.' },
  purchased: { label: 'Bought', color: 'pine', about: 'Bought the product.' },
  expired: { label: 'Ended', color: 'gray', about: 'Did not confirm, did not respond, or was notified three times.' },
};
