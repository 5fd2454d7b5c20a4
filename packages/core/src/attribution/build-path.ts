import type { AttributionWindows, Touch, TouchChannel, Touchpoint } from '@beckon/contract';

/** Of what a message did, a contact opened, followed or used; what it came from. */
type MessageFields = Pick<Touchpoint, 'campaignId' | 'flowId' | 'messageId' | 'deliveryId' | 'variation'>;
export type MessageChannel = 'email' | 'sms' | 'push';

/** Something that a contact did before an order, as the log says it. */
export type Interaction = { at: Date; seq: number } & (
  | ({ kind: 'click' | 'open'; channel: MessageChannel; target: Touch | null } & MessageFields)
  | { kind: 'page'; touch: Touch }
  | { kind: 'sign_up' }
  | ({ kind: 'coupon'; channel: MessageChannel | null; pool: string } & MessageFields)
);

export type PathTouch = Omit<Touchpoint, 'at'> & { at: Date };

/** A visit ends after this time without a page view; milliseconds. */
export const visitGap = 30 * 60_000;
/** The clock of a browser may be behind by as much. */
const skew = 60_000;
const hour = 60 * 60_000;
/** Maximum touchpoints of an order: the first, and the newest of the others. */
const maxTouches = 100;

/**
 * The touchpoints of an order: what a contact did within the windows before it, each visit and each message once.
 * - A visit ends after 30 minutes without a page view, when a page view has another source, and with a click in a message. One
 *   without a source is direct.
 * - A visit by a link of a message is the click itself.
 * - Clicks of one delivery within 30 minutes are one, and its opens are one.
 * - An open of a message that was clicked, or whose coupon was used, is none.
 * @param interactions in the order of time; with those of the 30 minutes before the longest window
 */
export function buildPath(
  interactions: readonly Interaction[],
  placedAt: Date,
  windows: AttributionWindows,
): PathTouch[] {
  const isWithin = (at: Date, hours: number) => {
    const age = placedAt.getTime() - at.getTime();
    return age >= 0 && age <= hours * hour;
  };
  const clicks = interactions.filter((one): one is Click => one.kind === 'click');
  const told = new Set(
    interactions.flatMap((one) =>
      (one.kind === 'click' || one.kind === 'coupon') && isWithin(one.at, windowOf(one, windows))
        ? (one.deliveryId ?? [])
        : [],
    ),
  );
  const visit: Visit = { lastAt: Number.NEGATIVE_INFINITY, source: null };
  const seen = new Map<string, number>();
  const touches: PathTouch[] = [];
  for (const one of interactions) {
    const isCounting = isWithin(one.at, windowOf(one, windows));
    if (one.kind === 'page') {
      const isNew = continueVisit(visit, one);
      if (isNew && isCounting && !clicks.some((click) => leadsTo(click, one))) touches.push(toVisit(one));
      continue;
    }
    // What follows a click belongs to it, whether or not the click still counts.
    if (one.kind === 'click') Object.assign(visit, { lastAt: one.at.getTime(), source: null });
    if (!isCounting) continue;
    if (one.kind === 'click' || one.kind === 'open') {
      if (one.kind === 'open' && told.has(one.deliveryId!)) continue;
      const key = `${one.kind} ${one.deliveryId}`;
      const before = seen.get(key);
      seen.set(key, one.at.getTime());
      if (before !== undefined && (one.kind === 'open' || one.at.getTime() - before <= visitGap)) continue;
    }
    touches.push(toTouch(one));
  }
  return touches.length <= maxTouches ? touches : [touches[0]!, ...touches.slice(1 - maxTouches)];
}

/** The visit that goes on: when something last happened in it, and where it came from. */
type Visit = { lastAt: number; source: string | null };

type Page = Extract<Interaction, { kind: 'page' }>;
type Click = Extract<Interaction, { target: unknown }>;

function windowOf(one: Interaction, windows: AttributionWindows): number {
  switch (one.kind) {
    case 'click':
      return windows[`${one.channel}Click`];
    case 'open':
      return windows.open;
    case 'page':
      return windows.visit;
    case 'sign_up':
      return windows.signUp;
    case 'coupon':
      return 0;
  }
}

/** Makes a page view part of the visit. @returns whether it begins a new one */
function continueVisit(visit: Visit, { at, touch }: Page): boolean {
  const source = touch.isDirect ? null : JSON.stringify(sourceOf(touch));
  const isLater = at.getTime() - visit.lastAt > visitGap;
  const isNew = isLater || (source !== null && source !== visit.source);
  if (isNew) visit.source = source;
  visit.lastAt = at.getTime();
  return isNew;
}

const sourceOf = ({ source, medium, campaign, clickId }: Touch) => [source, medium, campaign, clickId?.value ?? null];

/**
 * Whether a visit is where the link of a message led: it began within 30 minutes of the click, and its address states what
 * the link did, or nothing.
 */
function leadsTo({ at, target }: Click, { at: landedAt, touch }: Page): boolean {
  const after = landedAt.getTime() - at.getTime();
  if (after < -skew || after > visitGap) return false;
  const isStated = touch.clickId !== null || touch.source !== touch.referrer || touch.campaign !== null;
  return !isStated || (target !== null && JSON.stringify(sourceOf(touch)) === JSON.stringify(sourceOf(target)));
}

const nothing: MessageFields = {
  campaignId: null,
  flowId: null,
  messageId: null,
  deliveryId: null,
  variation: null,
};

function toVisit({ at, touch }: Page): PathTouch {
  return { at, kind: 'visit', channel: channelOf(touch), source: touch.source ?? touch.campaign, ...nothing };
}

const paidMedium = /^(paid|cpc|ppc|cpm|cpv|cpa|display|banner|retargeting|ads?)([-_ ]|$)/i;

function channelOf({ isDirect, medium, clickId, source, referrer }: Touch): TouchChannel {
  if (isDirect) return 'direct';
  const said = medium?.toLowerCase();
  if (said === 'email' || said === 'sms' || said === 'push') return said;
  if (clickId || paidMedium.test(medium ?? '')) return 'ads';
  return source !== null && source === referrer ? 'referral' : 'web';
}

function toTouch(one: Exclude<Interaction, Page>): PathTouch {
  if (one.kind === 'sign_up') return { at: one.at, kind: 'sign_up', channel: 'web', source: 'newsletter', ...nothing };
  const { at, kind, campaignId, flowId, messageId, deliveryId, variation } = one;
  const fields = { campaignId, flowId, messageId, deliveryId, variation };
  if (one.kind === 'coupon') return { at, kind, channel: one.channel ?? 'web', source: one.pool, ...fields };
  return { at, kind, channel: one.channel, source: null, ...fields } as PathTouch;
}
