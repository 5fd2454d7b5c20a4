import type { NewTenant } from '@beckon/contract';
import { type Actor, type Caller, lockSetUpLink, type SetUpStatus, saveUser } from '../access/index.ts';
import { recordChange } from '../audit/index.ts';
import { joinTransaction } from '../db/index.ts';
import { installFlows } from '../flows/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import { saveSource } from '../sources/index.ts';
import { refuseUnknownZone, saveTenant } from '../tenants/index.ts';

/** Creates a tenant with the source of our own events and the default messages. @throws DomainError `validation_failed` */
export function createTenant(ctx: Context, actor: Actor, given: NewTenant): Promise<Id<'ten'>> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: joinTransaction(tx) };
    const id = await insertTenant(inTx, given);
    await recordCreation(inTx, { tenantId: id, actor }, given);
    return id;
  });
}

export type FirstOwner = { name: string; email: string; passwordHash: string };

/**
 * Sets up the first tenant of an installation with its owner, by a one-time link.
 * @returns what the link was found to be: nothing has happened unless it is `good`
 * @throws DomainError `validation_failed`
 */
export function setUpFirstTenant(
  ctx: Context,
  token: string,
  given: NewTenant,
  owner: FirstOwner,
): Promise<SetUpStatus> {
  return ctx.db.transaction(async (tx) => {
    const status = await lockSetUpLink({ ...ctx, db: tx }, token);
    if (status !== 'good') return status;
    const inTx = { ...ctx, db: joinTransaction(tx) };
    const tenantId = await insertTenant(inTx, given);
    const userId = await saveUser(inTx, { tenantId, role: 'owner', ...owner });
    const actor: Actor = { kind: 'user', id: userId, name: owner.email };
    await recordCreation(inTx, { tenantId, actor }, given);
    return status;
  });
}

async function insertTenant(ctx: Context, given: NewTenant): Promise<Id<'ten'>> {
  await refuseUnknownZone(ctx, given.timezone);
  const id = ctx.ids.newId('ten');
  await saveTenant(ctx, { id, ...complete(given) });
  await saveSource(ctx, { id: ctx.ids.newId('src'), tenantId: id, name: 'Beckon', kind: 'beckon' });
  await installFlows(ctx, id);
  return id;
}

/** Mails are from the shop, and no marketing mail is sent, until the settings say otherwise. */
function complete({ senderName, postalAddress = '', country = null, ...given }: NewTenant) {
  return { ...given, country, senderName: senderName ?? given.name, postalAddress };
}

async function recordCreation(ctx: Context, caller: Pick<Caller, 'tenantId' | 'actor'>, given: NewTenant) {
  await recordChange(ctx, caller, {
    action: 'tenant.created',
    target: { kind: 'tenant', id: caller.tenantId },
    summary: `Tenant ${given.name} created`,
    after: complete(given),
  });
}
