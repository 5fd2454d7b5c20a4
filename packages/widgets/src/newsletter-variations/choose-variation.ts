import { pageTracker } from '../frame/page-tracker.ts';

/**
 * The variation of an A/B test that this visitor gets and keeps: for good once analytics is allowed, until then for the
 * visit.
 * @example chooseVariation('footer', ['short', 'long'])
 */
export function chooseVariation(formId: string, variations: readonly string[]): string {
  const drawn = variations[Math.floor(Math.random() * variations.length)] as string;
  try {
    const name = `beckon.variation.${formId}`;
    const store = pageTracker().anonymousId?.() ? localStorage : sessionStorage;
    const kept = localStorage.getItem(name) ?? sessionStorage.getItem(name);
    const chosen = kept !== null && variations.includes(kept) ? kept : drawn;
    store.setItem(name, chosen);
    return chosen;
  } catch {
    return drawn;
  }
}
