import { DomainError } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import { pastCalls } from './past-calls.ts';
import { pastDates } from './past-dates.ts';
import { pastDrops } from './past-drops.ts';
import { pastEvents } from './past-events.ts';
import { pastMemberships } from './past-memberships.ts';
import type { PastOpenings, PastQuery } from './past-openings.ts';
import { pastRestocks } from './past-restocks.ts';

/**
 * Finds who may have entered, by the trigger of the version. Each trigger has the rule of real entries.
 * @throws DomainError `conflict` if there are too many to be looked at, `validation_failed` for entries out of the period
 */
export function findPastOpenings(ctx: Context, query: PastQuery): Promise<PastOpenings> {
  const { trigger } = query;
  if (query.entries && trigger.kind !== 'api')
    throw new DomainError('validation_failed', 'entries can be given for flows with the trigger api only');
  switch (trigger.kind) {
    case 'event':
      return pastEvents(ctx, { ...query, trigger });
    case 'segment':
      return pastMemberships(ctx, { ...query, trigger });
    case 'elapsed':
    case 'anniversary':
      return pastDates(ctx, { ...query, trigger });
    case 'restock':
      return pastRestocks(ctx, { ...query, trigger });
    case 'price_drop':
      return pastDrops(ctx, { ...query, trigger });
    case 'api':
      return pastCalls(ctx, { ...query, trigger });
  }
}
