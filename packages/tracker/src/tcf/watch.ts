import { isOptOut } from '../opt-out.ts';
import type { ConsentChoice, Tracker } from '../types.ts';

/** What a TCF banner tells its listeners; the rest of the IAB's TCData is of no interest here. */
export type TcData = {
  eventStatus?: string;
  gdprApplies?: boolean;
  purpose?: { consents?: Record<string, boolean> };
  vendor?: { consents?: Record<string, boolean> };
};

type Api = (command: string, version: number, callback: (data: TcData | null, isSuccess: boolean) => void) => void;

/**
 * What TCF data says: undefined while the banner is open, and where there is nothing to say. Analytics needs purposes 1
 * (store on the device) and 8 (measure content), marketing 1, 3 and 4 (personalised advertising); both need the vendor
 * where one is named. Where the GDPR does not apply, no consent is asked for, and analytics may run unless the browser objects.
 * @example choiceOf({ eventStatus: 'tcloaded', purpose: { consents: { 1: true, 8: true } } })
 * // { analytics: true, marketing: false }
 */
export const choiceOf = (data: TcData, vendor?: string): ConsentChoice | undefined => {
  if (data.gdprApplies === false) return isOptOut() ? undefined : { analytics: true };
  if (!/^(tcloaded|useractioncomplete)$/.test(data.eventStatus!)) return;
  const { consents = {} } = data.purpose || {};
  const isVendor = !vendor || data.vendor?.consents?.[vendor];
  const has = (...purposes: number[]) => !!isVendor && purposes.every((purpose) => consents[purpose] === true);
  return { analytics: has(1, 8), marketing: has(1, 3, 4) };
};

/**
 * Follows a banner of the IAB's Transparency and Consent Framework 2, whether it is there already or comes later.
 * @example watchTcf(beckon)
 */
export const watchTcf = (beckon: Pick<Tracker, 'consent'>, vendor?: string): void => {
  const { __tcfapi } = window as unknown as { __tcfapi?: Api };
  if (typeof __tcfapi !== 'function') {
    setTimeout(watchTcf, 300, beckon, vendor);
    return;
  }
  __tcfapi('addEventListener', 2, (data, isSuccess) => {
    const choice = isSuccess && data && choiceOf(data, vendor);
    if (choice) beckon.consent(choice);
  });
};
