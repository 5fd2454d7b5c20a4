import type { CampaignTest, CampaignVariation } from '@beckon/contract';

/** What a variation differs in, as far as the form can say. What it cannot, it keeps as it is. */
export type VariationKind = 'same' | 'subject' | 'message' | 'holdout' | 'other';

export function kindOf({ isHoldout, message, override, delay }: CampaignVariation): VariationKind {
  if (isHoldout) return 'holdout';
  if (delay !== null || override?.preheaders || override?.senderName || (message !== null && override !== null))
    return 'other';
  if (message !== null) return 'message';
  return override === null ? 'same' : 'subject';
}

/** The variation with another kind of difference, which is not filled in yet. */
export function withKind(variation: CampaignVariation, kind: VariationKind, language: string): CampaignVariation {
  const plain = { ...variation, isHoldout: false, message: null, override: null, delay: null };
  switch (kind) {
    case 'holdout':
      return { ...plain, isHoldout: true };
    case 'subject':
      return { ...plain, override: { subjects: { [language]: '' } } };
    case 'message':
      return { ...plain, message: '' };
    case 'same':
      return plain;
    case 'other':
      return variation;
  }
}

/** The test that a user begins with: the message as it is against another subject, on a tenth of the recipients. */
export function firstTest(language: string): CampaignTest {
  const variation = newVariation([]);
  return {
    variations: [
      { ...variation, name: 'As it is' },
      { ...withKind(newVariation([variation]), 'subject', language), name: 'Other subject' },
    ],
    share: 10,
    metric: 'clicks',
    decideAfter: { amount: 4, unit: 'hours' },
  };
}

/** One more variation, with a key that no other has. */
export function newVariation(others: readonly CampaignVariation[]): CampaignVariation {
  const used = new Set(others.map(({ key }) => key));
  const key = Array.from('abcdefghij').find((letter) => !used.has(letter)) ?? `v${others.length}`;
  return {
    key,
    name: `Variation ${key.toUpperCase()}`,
    weight: 1,
    isHoldout: false,
    message: null,
    override: null,
    delay: null,
  };
}
