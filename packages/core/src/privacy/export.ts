import type { OwnData } from '@beckon/contract';
import { exportPerson } from '../persons/index.ts';
import type { AnyContext, Row } from '../ports/index.ts';
import { authorizeOwner, type Claim } from '../preferences/index.ts';

/**
 * Everything that is kept about the person who followed a link from their mail, as portable data.
 * @throws DomainError `token_invalid`
 */
export async function exportOwnData(ctx: AnyContext, claim: Claim): Promise<OwnData> {
  const { tenantId, contactId } = await authorizeOwner(ctx, claim);
  const parts = Object.entries(await exportPerson(ctx, tenantId, contactId));
  const data = Object.fromEntries(parts.map(([name, rows]) => [name, rows.map(withTimes)]));
  return { exportedAt: ctx.clock.now().toISOString(), ...data } as OwnData;
}

function withTimes(row: Row): Row {
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Date ? value.toISOString() : value,
  ]);
  return Object.fromEntries(entries);
}
