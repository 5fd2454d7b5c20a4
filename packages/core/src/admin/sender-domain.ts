import type { SenderDomain } from '@beckon/contract';
import type { Caller } from '../access/index.ts';
import { audited } from '../audit/index.ts';
import type { Context } from '../ports/index.ts';
import { prepareCheck, prepareRotation, readSenderDomain, storeCheck, storeDkimKey } from '../sender-domains/index.ts';

/** Looks the records of the sender domain up, before the transaction: DNS may be slow. */
export async function checkSenderDomain(ctx: Context, caller: Caller): Promise<SenderDomain> {
  const { tenantId } = caller;
  const checked = await prepareCheck(ctx, tenantId);
  return audited(ctx, caller, async (inTx) => {
    await storeCheck(inTx, tenantId, checked);
    const result = await readSenderDomain(inTx, tenantId);
    const states = checked.findings.map(({ purpose, state }) => `${purpose} ${state}`).join(', ');
    const target = { kind: 'tenant' as const, id: tenantId };
    const summary = `Sender domain ${checked.domain} checked: ${states}`;
    return { result, change: { action: 'sender_domain.checked', target, summary } };
  });
}

/** @throws DomainError `conflict` while the newest key waits for its record */
export async function rotateDkimKey(ctx: Context, caller: Caller): Promise<SenderDomain> {
  const { tenantId } = caller;
  const { domain, newKey } = await prepareRotation(ctx, tenantId);
  return audited(ctx, caller, async (inTx) => {
    await storeDkimKey(inTx, tenantId, domain, newKey);
    const result = await readSenderDomain(inTx, tenantId);
    const target = { kind: 'tenant' as const, id: tenantId };
    const summary = `DKIM key of ${domain} replaced: ${newKey.selector}`;
    return { result, change: { action: 'dkim_key.rotated', target, summary } };
  });
}
