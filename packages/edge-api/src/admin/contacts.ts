import { type Comparison, type ContactFilterField, contactFilters, endpoints, timeSchema } from '@beckon/contract';
import { eraseContact, undoMerge, unlinkVisitor } from '@beckon/core/admin';
import { readOpenCart } from '@beckon/core/carts';
import { isSuppressed, readConsentHistory, readConsents } from '@beckon/core/consent';
import {
  type ContactFilter,
  findErasure,
  listContacts,
  readContact,
  readMerges,
  readTimeline,
  readVisitorLinks,
  type TimelinePlace,
} from '@beckon/core/contacts';
import { DomainError, type Id, readId } from '@beckon/core/lib';
import { readDeliveries } from '@beckon/core/messages';
import { countMatching } from '@beckon/core/metrics';
import type { AnyContext } from '@beckon/core/ports';
import { toErasure } from '@beckon/core/privacy';
import { readSegmentsOf, segmentCondition } from '@beckon/core/segments';
import { readWaitlistEntries } from '@beckon/core/waitlists';
import type { ApiServer } from '../http/serve.ts';
import { decodeCursor, encodeCursor, isId, isSeq } from './cursor.ts';

const pageSize = 50;

/** Contacts. */
export function serveContacts(api: ApiServer): void {
  api.serve(endpoints.listContacts, async ({ ctx, caller: { tenantId }, query }) => {
    const { segment } = query;
    const asked = { filters: readFilters(query), search: query.search ?? null };
    const limit = query.limit ?? pageSize;
    const before = decodeCursor(query.cursor, isId);
    const within = segment ? await segmentCondition(ctx, tenantId, segment) : undefined;
    const [data, count] = await Promise.all([
      listContacts(ctx, tenantId, { ...asked, within, limit, before }),
      countMatching(ctx, tenantId, { ...asked, segment }),
    ]);
    return { data, nextCursor: data.length < limit ? null : encodeCursor(data.at(-1)!.id), count };
  });

  api.serve(endpoints.readContact, async ({ ctx, caller: { tenantId }, params }) => {
    const contact = await requireContact(ctx, tenantId, params.id);
    const [consents, consentHistory, deliveries, visitors, merges, waitlists, segments, suppressed] = await Promise.all(
      [
        readConsents(ctx, tenantId, contact.id),
        readConsentHistory(ctx, tenantId, contact.id),
        readDeliveries(ctx, tenantId, contact.id),
        readVisitorLinks(ctx, tenantId, contact.id),
        readMerges(ctx, tenantId, contact.id),
        readWaitlistEntries(ctx, tenantId, contact.id),
        readSegmentsOf(ctx, tenantId, contact.id),
        contact.email === null ? false : isSuppressed(ctx, tenantId, 'email', contact.email),
      ],
    );
    return {
      ...contact,
      visitors,
      merges,
      consents,
      consentHistory,
      deliveries,
      waitlists,
      segments,
      isSuppressed: suppressed,
    };
  });

  api.serve(endpoints.readCart, async ({ ctx, caller: { tenantId }, params }) => {
    const contact = await requireContact(ctx, tenantId, params.id);
    const cart = await readOpenCart(ctx, tenantId, { contactId: readId('ctc', contact.id) });
    return { cart: cart && { ...cart, lastChangeAt: cart.lastChangeAt.toISOString() } };
  });

  api.serve(endpoints.readTimeline, async ({ ctx, caller: { tenantId }, params, query }) => {
    const contact = await requireContact(ctx, tenantId, params.id);
    const limit = query.limit ?? pageSize;
    const before = decodeCursor(query.cursor, isTimelinePlace);
    const entries = await readTimeline(ctx, tenantId, contact.id, { limit, before });
    const last = entries.at(-1);
    return {
      data: entries.map(({ seq: _, ...entry }) => entry),
      nextCursor:
        last && entries.length === limit ? encodeCursor({ occurredAt: last.occurredAt, seq: last.seq }) : null,
    };
  });

  api.serve(endpoints.unlinkVisitor, async ({ ctx, caller, params }) => {
    const contact = await requireContact(ctx, caller.tenantId, params.id);
    await unlinkVisitor(ctx, caller, contact.id, readId('vis', params.visitorId));
    return { result: 'unlinked' };
  });

  api.serve(endpoints.undoMerge, async ({ ctx, caller, params }) => {
    const contact = await requireContact(ctx, caller.tenantId, params.id);
    await undoMerge(ctx, caller, contact.id, readId('mrg', params.mergeId));
    return { result: 'undone' };
  });

  api.serve(endpoints.eraseContact, async ({ ctx, caller, params }) =>
    toErasure(await eraseContact(ctx, caller, readId('ctc', params.id))),
  );

  api.serve(endpoints.readErasure, async ({ ctx, caller, params }) => {
    const erasure = await findErasure(ctx, caller.tenantId, readId('ctc', params.id));
    if (!erasure) throw new DomainError('not_found', 'no erasure of this contact was requested');
    return toErasure(erasure);
  });
}

async function requireContact(ctx: AnyContext, tenantId: Id<'ten'>, id: string) {
  const contact = await readContact(ctx, tenantId, readId('ctc', id));
  if (!contact) throw new DomainError('not_found', 'there is no contact with this id');
  return contact;
}

function readFilters(query: Record<string, unknown>): ContactFilter[] {
  return Object.keys(contactFilters).flatMap((field) =>
    (['eq', 'gt', 'gte', 'lt', 'lte'] as const satisfies Comparison[]).flatMap((comparison) => {
      const value = query[`${field}.${comparison}`] as number | string | undefined;
      return value === undefined ? [] : [{ field: field as ContactFilterField, comparison, value }];
    }),
  );
}

function isTimelinePlace(value: unknown): value is TimelinePlace {
  const place = value as Partial<TimelinePlace> | null;
  return isSeq(place?.seq) && timeSchema.safeParse(place?.occurredAt).success;
}
