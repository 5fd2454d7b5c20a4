import type { RequestEvidence } from '@beckon/core/consent';
import type { ApiDeps } from '../deps.ts';
import { addressPrefix } from './client-address.ts';

/** What a request shows about its client; the address only as a prefix. */
export function readEvidence(deps: Pick<ApiDeps, 'clientAddress'>, request: Request): RequestEvidence {
  const header = (name: string) => request.headers.get(name)?.toWellFormed().slice(0, 300) ?? null;
  return {
    ipPrefix: addressPrefix(deps.clientAddress(request)),
    userAgent: header('user-agent'),
    origin: header('origin'),
  };
}
