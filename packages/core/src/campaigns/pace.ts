import type { CampaignDefinition } from '@beckon/contract';
import { Temporal } from 'temporal-polyfill';
import { type Id, nextWithin } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { removeJobLimit, setJobLimit } from '../queue/index.ts';
import type { campaigns } from './tables.ts';

type StoredCampaign = typeof campaigns.$inferSelect;

/** The limit of jobs by which a campaign is throttled. */
export const throttleKey = (id: Id<'cmp'>): string => `campaign/${id}`;

/** Maximum deliveries of a campaign that are due at once: as many as are sent in some seconds. */
export const maxDue = 2_000;

/** Maximum recipients that become deliveries in one transaction: who pauses the campaign waits for it. */
const maxAtOnce = 500;

/** When a campaign may send by its window and the clock of the shop: now, or when the window opens. */
export const nextInWindow = (window: CampaignDefinition['window'], now: Date, timezone: string): Date =>
  (window && nextWithin(now, [timezone], window)) ?? now;

/** Whether a campaign may send at this moment, by its window and the clock of the shop. */
export function isWithinWindow(window: CampaignDefinition['window'], now: Date, timezone: string): boolean {
  return window === null || nextWithin(now, [timezone], window)?.getTime() === now.getTime();
}

/** What a campaign may still send today, while it warms up. */
export type WarmUp = { day: string; left: number };

/**
 * How many more messages the warm-up allows today.
 * @param launchedAt the first day
 * @returns null without a warm-up
 * @example
 * // 100 on the first day, 50 percent more on each day that follows: 100, 150, 225, 337, …
 */
export function readWarmUp(campaign: StoredCampaign, now: Date, timezone: string): WarmUp | null {
  const { warmUp } = campaign.definition;
  if (!warmUp || !campaign.launchedAt) return null;
  const today = dayOf(now, timezone);
  const days = dayOf(campaign.launchedAt, timezone).until(today, { largestUnit: 'days' }).days;
  const max = Math.floor(warmUp.first * (1 + warmUp.growth / 100) ** Math.max(0, days));
  const day = today.toString();
  return { day, left: Math.max(0, max - (campaign.warmDay === day ? campaign.warmCount : 0)) };
}

const dayOf = (at: Date, timezone: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timezone).toPlainDate();

/**
 * How many recipients may become deliveries now. No more than can begin to be sent at once: what had to wait for the
 * throttle as a delivery could begin after the end of the window.
 * @param open deliveries of the campaign that are due or being sent
 * @param started those that have begun within the seconds of the throttle
 */
export function roomFor(
  { throttle }: CampaignDefinition,
  { open, started }: { open: number; started: number },
  warmUp: WarmUp | null,
): number {
  const ofThrottle = throttle ? throttle.max - started - open : maxDue;
  return Math.max(0, Math.min(maxAtOnce, maxDue - open, ofThrottle, warmUp?.left ?? maxDue));
}

/** Sets the limit of a campaign's deliveries to what its throttle says. It applies at once. */
export async function limitStarts(
  ctx: AnyContext,
  { id, tenantId, definition: { throttle } }: Pick<StoredCampaign, 'id' | 'tenantId' | 'definition'>,
): Promise<void> {
  if (!throttle) await removeJobLimit(ctx, tenantId, throttleKey(id));
  else
    await setJobLimit(ctx, tenantId, throttleKey(id), {
      rate: { max: throttle.max, window: throttle.seconds * 1_000 },
    });
}
