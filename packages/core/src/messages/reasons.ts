/** Why a delivery is not sent. Marketers read the text. */
export const skipReasons = {
  no_address: 'The contact has no address in this channel.',
  price_rose: 'The product cost more again before the message was sent.',
  cart_empty: 'The cart was empty when the message was due, or the catalog knows none of its products.',
  sold_out: 'The product was sold out again before the message was sent.',
  suppressed: 'The address is suppressed: its owner unsubscribed, complained or blocked it, or messages bounced.',
  blocked_by_carrier: 'The carrier blocks messages to this number until its owner replies START.',
  no_consent: 'The contact has not granted consent for this channel.',
  marketing_revoked: 'The contact does not want marketing messages.',
  no_opt_out: 'The message has no opt-out link, which this kind of message needs.',
  no_postal_address: 'The shop has no postal address, which marketing emails must show.',
  erased: 'The contact was erased.',
  paused: 'The contact has paused messages.',
  topic_unwanted: 'The contact does not want messages about this topic.',
  no_marketing: 'The shop’s limit of marketing messages in seven days is zero.',
  holdout: 'The contact is in the shop’s holdout, which gets no marketing, to measure what marketing earns.',
  left_flow: 'The contact had left the flow before the message was sent.',
  left_waitlist: 'The contact had bought the product, or did not wait for it any more, before the message was sent.',
  campaign_stopped: 'The campaign was stopped before the message was sent.',
  merged: 'The contact was merged into another recipient of the same campaign.',
  deleted: 'The contact was deleted before the message was sent.',
  stale: 'The message was more than 24 hours late, since its flow was paused.',
} as const;

/** Why a delivery is sent later. */
export const waitReasons = {
  frequency: 'The contact has already received a message within the period they chose.',
  weekly_cap: 'The contact has reached the shop’s limit of marketing messages in seven days.',
  quiet_hours: 'It is within quiet hours for the contact.',
  on_hold: 'The flow or campaign is paused.',
} as const;

export type SkipReason = keyof typeof skipReasons;
export type WaitReason = keyof typeof waitReasons;

const texts: Readonly<Record<string, string>> = { ...skipReasons, ...waitReasons };

/** The text of a reason; what a platform or a template said is text already. */
export function reasonText(reason: string): string {
  return Object.hasOwn(texts, reason) ? texts[reason]! : reason;
}
