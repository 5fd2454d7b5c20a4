import type { DeliveryExplanation } from '@beckon/contract';
import { DomainError, type Id, timeInWords } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { GateFacts } from './gate.ts';
import { readProviderEvents } from './provider-events.ts';
import { type ListedDelivery, readDelivery } from './read-deliveries.ts';
import { readEngagement } from './read-engagement.ts';

/**
 * Explains what became of a delivery, from what the gate saw when it last decided.
 * @throws DomainError `not_found` when the tenant has no delivery with this id
 */
export async function explainDelivery(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  id: Id<'dlv'>,
): Promise<DeliveryExplanation> {
  const found = await readDelivery(ctx, tenantId, id);
  if (!found) throw new DomainError('not_found', 'there is no delivery with this id');
  const { facts, ...delivery } = found;
  return {
    ...delivery,
    summary: summarizeDelivery(delivery),
    checks: facts ? checksOf(delivery, facts) : [],
    decidedAt: facts?.decidedAt ?? null,
    providerEvents: await readProviderEvents(ctx, tenantId, id),
    engagement: await readEngagement(ctx, tenantId, id),
    segments: facts?.segments ?? null,
  };
}

const channelNames = { email: 'email', sms: 'SMS', push: 'push' } as const;

/** What became of a delivery, in a sentence. */
export function summarizeDelivery(delivery: ListedDelivery): string {
  const { status, reason, waitsUntil, sentAt, channel, messageKey, messageVersion } = delivery;
  const because = reason === null ? '' : ` ${reason}`;
  switch (status) {
    case 'due':
      return waitsUntil === null
        ? `It is going to be sent.${because}`
        : `It waits until ${timeInWords(waitsUntil)}, and is checked again then.${because}`;
    case 'dispatching':
      return `It passed all checks and is being handed to the ${channelNames[channel]} platform.`;
    case 'sent':
      return `It passed all checks and was sent at ${timeInWords(sentAt!)}${
        messageVersion === null ? '' : `, with version ${messageVersion} of “${messageKey}”`
      }.`;
    case 'skipped':
      return `It was not sent.${because}`;
    case 'failed':
      return `It could not be sent.${because}`;
    case 'uncertain':
      return `It may have arrived: the platform did not answer, so it is not sent again.${because}`;
  }
}

type Check = DeliveryExplanation['checks'][number];

function checksOf({ channel, category }: ListedDelivery, facts: GateFacts): Check[] {
  const isMarketing = category === 'marketing';
  const name = channelNames[channel];
  const checks: (Check | null)[] = [
    {
      check: 'suppression',
      isPassed: facts.suppression === null || (!isMarketing && facts.suppression === 'unsubscribed'),
      text:
        facts.suppression === null
          ? 'The address is not suppressed.'
          : facts.suppression === 'carrier_block'
            ? 'The number is blocked by the carrier until its owner replies START.'
            : `The address is suppressed with the reason “${facts.suppression}”.`,
    },
    isMarketing || channel !== 'email'
      ? {
          check: 'consent',
          isPassed: facts.channelEntry !== null,
          text:
            facts.channelEntry === null
              ? `The contact has not granted consent to ${name}.`
              : `The contact granted consent to ${name}: entry ${facts.channelEntry} of the consent ledger.`,
        }
      : { check: 'consent', isPassed: true, text: 'A transactional email needs no marketing consent.' },
    isMarketing && channel !== 'push'
      ? {
          check: 'marketing',
          isPassed: facts.marketingEntry !== null,
          text:
            facts.marketingEntry === null
              ? 'The contact has not granted consent to marketing.'
              : `The contact granted consent to marketing: entry ${facts.marketingEntry} of the consent ledger.`,
        }
      : null,
    isMarketing
      ? {
          check: 'limit',
          isPassed: facts.thisWeek < facts.weeklyCap,
          text: `In the seven days before, the contact got ${facts.thisWeek} of at most ${facts.weeklyCap} marketing messages.`,
        }
      : null,
    isMarketing && facts.frequency !== null
      ? {
          check: 'frequency',
          isPassed: isPastPace(facts),
          text: `The contact wants marketing messages at most ${facts.frequency}; ${
            facts.lastAt === null ? 'none was sent before.' : `the last one was sent at ${timeInWords(facts.lastAt)}.`
          }`,
        }
      : null,
    isMarketing && channel !== 'email'
      ? {
          check: 'quiet_hours',
          isPassed: facts.quietUntil === null,
          text: describeQuietHours(facts),
        }
      : null,
    facts.inStock === null
      ? null
      : {
          check: 'stock',
          isPassed: facts.inStock,
          text: facts.inStock ? 'The product was in stock.' : 'The product was sold out.',
        },
  ];
  return checks.filter((check) => check !== null);
}

function describeQuietHours({ quietUntil, quietIn = null }: GateFacts): string {
  const said =
    quietUntil === null
      ? 'It was outside of quiet hours for the contact'
      : `It was within quiet hours for the contact, until ${timeInWords(quietUntil)}`;
  if (quietIn === null) return `${said}.`;
  const isCountry = /^[A-Z]{2}$/.test(quietIn);
  const where = isCountry ? `all time zones of ${countryNames.of(quietIn)} count` : `${quietIn} counts`;
  return `${said}. The contact’s time zone is unknown, so ${where}.`;
}

const countryNames = new Intl.DisplayNames('en', { type: 'region' });

const hours = { daily: 24, weekly: 168, monthly: 720 } as const;

function isPastPace({ frequency, lastAt, decidedAt }: GateFacts): boolean {
  if (lastAt === null || !Object.hasOwn(hours, frequency!)) return true;
  const pace = hours[frequency as keyof typeof hours] * 3_600_000;
  return new Date(lastAt).getTime() + pace <= new Date(decidedAt).getTime();
}
