import { type Comparison, type ContactFilterField, contactFilters, endpoints, timeSchema } from '@beckon/contract';
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
  undoMerge,
  unlinkVisitor,
} from '@beckon/core/contacts';
import { DomainError } from '@beckon/core/lib';
import { readDeliveries } from '@beckon/core/messages';
import { countMatching, readSegments } from '@beckon/core/metrics';
import { requestErasure, toErasure } from '@beckon/core/privacy';
import { readSegmentsOf, segmentRule } from '@beckon/core/segments';
import { readWaitlistEntries } from '@beckon/core/waitlists';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { readKey } from '../http/keys.ts';
import { decodeCursor, encodeCursor, isId, isSeq, readId } from './cursor.ts';
import { readQuery } from './query.ts';
import type { TenantEnv } from './routes.ts';

const pageSize = 50;

export function contactRoutes({ ctx }: ApiDeps): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>();

  app.get('/contacts', async (c) => {
    const query = readQuery(c.req.raw, endpoints.listContacts.query);
    const tenantId = c.get('tenantId');
    const { segment } = query;
    const asked = { filters: readFilters(query), search: query.search ?? null };
    const limit = query.limit ?? pageSize;
    const before = decodeCursor(query.cursor, isId);
    const [data, count] = await Promise.all([
      listContacts(ctx, tenantId, { ...asked, within: segment && segmentRule(tenantId, segment), limit, before }),
      countMatching(ctx, tenantId, { ...asked, segment }),
    ]);
    return c.json({ data, nextCursor: data.length < limit ? null : encodeCursor(data.at(-1)!.id), count });
  });

  app.get('/segments', async (c) => c.json({ segments: await readSegments(ctx, c.get('tenantId')) }));

  app.get('/contacts/:id', async (c) => {
    const tenantId = c.get('tenantId');
    const contact = await requireContact(tenantId, c.req.param('id'));
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
    return c.json({
      ...contact,
      visitors,
      merges,
      consents,
      consentHistory,
      deliveries,
      waitlists,
      segments,
      isSuppressed: suppressed,
    });
  });

  app.get('/contacts/:id/timeline', async (c) => {
    const query = readQuery(c.req.raw, endpoints.readTimeline.query);
    const tenantId = c.get('tenantId');
    const contact = await requireContact(tenantId, c.req.param('id'));
    const limit = query.limit ?? pageSize;
    const before = decodeCursor(query.cursor, isTimelinePlace);
    const entries = await readTimeline(ctx, tenantId, contact.id, { limit, before });
    const last = entries.at(-1);
    return c.json({
      data: entries.map(({ seq: _, ...entry }) => entry),
      nextCursor:
        last && entries.length === limit ? encodeCursor({ occurredAt: last.occurredAt, seq: last.seq }) : null,
    });
  });

  app.post('/contacts/:id/visitors/:visitorId/unlink', async (c) => {
    const contact = await requireContact(c.get('tenantId'), c.req.param('id'));
    await unlinkVisitor(ctx, c.get('tenantId'), contact.id, readId(c.req.param('visitorId')));
    return c.json({ result: 'unlinked' });
  });

  app.post('/contacts/:id/merges/:mergeId/undo', async (c) => {
    const contact = await requireContact(c.get('tenantId'), c.req.param('id'));
    await undoMerge(ctx, c.get('tenantId'), contact.id, readId(c.req.param('mergeId')));
    return c.json({ result: 'undone' });
  });

  app.post('/contacts/:id/erase', async (c) => {
    const method = readKey(c.req.raw) === null ? 'session' : 'secret_key';
    const erasure = await requestErasure(ctx, c.get('tenantId'), readId(c.req.param('id')), method);
    return c.json(toErasure(erasure), 202);
  });

  app.get('/contacts/:id/erasure', async (c) => {
    const erasure = await findErasure(ctx, c.get('tenantId'), readId(c.req.param('id')));
    if (!erasure) throw new DomainError('not_found', 'nothing was asked to erase this contact');
    return c.json(toErasure(erasure));
  });

  async function requireContact(tenantId: string, id: string) {
    const contact = await readContact(ctx, tenantId, readId(id));
    if (!contact) throw new DomainError('not_found', 'there is no contact with this id');
    return contact;
  }
  return app;
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
