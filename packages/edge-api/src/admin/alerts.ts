import { endpoints } from '@beckon/contract';
import { changeAlertRule } from '@beckon/core/admin';
import { type AlertPlace, listAlertRules, listAlerts, readRuleKey } from '@beckon/core/alerts';
import type { ApiServer } from '../http/serve.ts';
import { decodeCursor, encodeCursor, isId } from './cursor.ts';

const pageSize = 50;

const isPlace = (value: unknown): value is AlertPlace =>
  typeof value === 'object' &&
  value !== null &&
  'isOpen' in value &&
  typeof value.isOpen === 'boolean' &&
  'id' in value &&
  isId(value.id);

/** What is wrong in the shop, and the rules by which that is decided. */
export function serveAlerts(api: ApiServer): void {
  api.serve(endpoints.listAlerts, async ({ ctx, caller, query }) => {
    const limit = query.limit ?? pageSize;
    const after = decodeCursor(query.cursor, isPlace);
    const { data, open } = await listAlerts(ctx, caller.tenantId, { state: query.state, limit, after });
    const last = data.at(-1);
    const isLast = data.length < limit || last === undefined;
    return { data, open, nextCursor: isLast ? null : encodeCursor({ isOpen: last.resolvedAt === null, id: last.id }) };
  });

  api.serve(endpoints.listAlertRules, async ({ ctx, caller }) => ({
    data: await listAlertRules(ctx, caller.tenantId),
    nextCursor: null,
  }));

  api.serve(endpoints.changeAlertRule, ({ ctx, caller, params, body }) =>
    changeAlertRule(ctx, caller, readRuleKey(params.key), body),
  );
}
