import type { Preferences } from '@beckon/contract';

/** The preferences of a shopper who uses every feature. */
export const preferences: Preferences = {
  shop: 'Shop',
  email: 'a…@example.com',
  isOwner: false,
  channels: {
    email: { isOn: true, canTurnOn: true },
    sms: { isOn: false, canTurnOn: false },
    push: { isOn: true, canTurnOn: false },
  },
  pushDevices: [{ id: 'psh_1', browser: 'Firefox', system: null, since: '2026-11-01T00:00:00.000Z' }],
  topics: [
    { id: 'plants', name: 'Plants', description: '', isWanted: true },
    { id: 'sales', name: 'Sales', description: '', isWanted: false },
  ],
  frequency: 'weekly',
  pausedUntil: null,
  waitlists: [
    {
      id: 'wle_1',
      productId: 'mug',
      variantId: null,
      title: 'Mug',
      status: 'waiting',
      joinedAt: '2026-11-01T00:00:00.000Z',
      notifiedAt: null,
    },
  ],
  history: [
    {
      position: 1,
      type: 'email',
      action: 'granted',
      source: 'newsletter',
      method: 'double_opt_in',
      wordingVersion: 'v1',
      wording: 'News, please.',
      wordingStatus: 'registered',
      recordedAt: '2026-11-01T00:00:00.000Z',
    },
  ],
};
