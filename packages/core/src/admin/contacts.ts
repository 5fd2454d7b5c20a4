import type { Caller } from '../access/index.ts';
import { audited } from '../audit/index.ts';
import * as contacts from '../contacts/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import { type ErasureMethod, requestErasure } from '../privacy/index.ts';

/** @throws DomainError `not_found`, `conflict` */
export function unlinkVisitor(ctx: Context, caller: Caller, contactId: Id<'ctc'>, visitorId: Id<'vis'>): Promise<void> {
  return audited(ctx, caller, async (inTx) => {
    await contacts.unlinkVisitor(inTx, caller.tenantId, contactId, visitorId);
    return {
      result: undefined,
      change: {
        action: 'contact.visitor_unlinked',
        target: { kind: 'contact', id: contactId },
        summary: `Visitor ${visitorId} unlinked from contact ${contactId}`,
        before: { visitorId },
      },
    };
  });
}

/** @throws DomainError `not_found`, `conflict` */
export function undoMerge(ctx: Context, caller: Caller, contactId: Id<'ctc'>, mergeId: Id<'mrg'>): Promise<void> {
  return audited(ctx, caller, async (inTx) => {
    await contacts.undoMerge(inTx, caller.tenantId, contactId, mergeId);
    return {
      result: undefined,
      change: {
        action: 'contact.merge_undone',
        target: { kind: 'contact', id: contactId },
        summary: `Merge ${mergeId} of contact ${contactId} undone`,
        before: { mergeId },
      },
    };
  });
}

const methodOf: Record<Caller['actor']['kind'], ErasureMethod> = {
  user: 'session',
  api_key: 'api_key',
  source: 'api_key',
  command: 'command',
};

/**
 * The audit entry holds only the contact's id, so it reveals nothing about the person afterwards.
 * @throws DomainError `not_found`
 */
export function eraseContact(ctx: Context, caller: Caller, contactId: Id<'ctc'>): Promise<contacts.Erasure> {
  return audited(ctx, caller, async (inTx) => {
    const result = await requestErasure(inTx, caller.tenantId, contactId, methodOf[caller.actor.kind]);
    return {
      result,
      change: {
        action: 'contact.erasure_requested',
        target: { kind: 'contact', id: contactId },
        summary: `Erasure of contact ${contactId} requested`,
        after: { erasureId: result.id },
      },
    };
  });
}
