import type { Id } from '@beckon/core/lib';

const tenants = new WeakMap<Request, Id<'ten'>>();

/** Notes which shop a request belongs to, once that is known. */
export function noteTenant(request: Request, tenantId: Id<'ten'>): void {
  tenants.set(request, tenantId);
}

/** The shop that a request belongs to; null if it has named none. */
export function tenantOf(request: Request): Id<'ten'> | null {
  return tenants.get(request) ?? null;
}
