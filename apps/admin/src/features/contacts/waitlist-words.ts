import type { WaitlistStatus } from '@beckon/contract';

/** Where a wish stands, in a word and in a sentence. */
export const waitlistLooks: Record<WaitlistStatus, { label: string; color: string; about: string }> = {
  pending: { label: 'Not confirmed', color: 'gray', about: 'The link in the mail was not used yet.' },
  waiting: { label: 'Waiting', color: 'pine', about: 'Is told when it is back, in turn.' },
  notified: { label: 'Told', color: 'blue', about: 'Was told that it is back.' },
  left: { label: 'Left', color: 'gray', about: 'Does not want to hear of it any more.' },
  purchased: { label: 'Bought', color: 'pine', about: 'Has bought it.' },
  expired: { label: 'Ended', color: 'gray', about: 'Did not confirm, did not answer, or was told three times.' },
};
