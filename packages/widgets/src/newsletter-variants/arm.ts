import { pageTracker } from '../frame/page-tracker.ts';

/**
 * The arm of an A/B test that this visitor gets, and keeps: for good once analytics is allowed, until then for the visit.
 * @example chooseArm('footer', ['short', 'long'])
 */
export function chooseArm(formId: string, arms: readonly string[]): string {
  const drawn = arms[Math.floor(Math.random() * arms.length)] as string;
  try {
    const name = `beckon.arm.${formId}`;
    const store = pageTracker().anonymousId?.() ? localStorage : sessionStorage;
    const kept = localStorage[name] ?? sessionStorage[name];
    store[name] = arms.includes(kept) ? kept : drawn;
    return store[name];
  } catch {
    return drawn;
  }
}
