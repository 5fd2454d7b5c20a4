import type { Permission } from '@beckon/contract';
import type { Id } from '../lib/index.ts';

/** Who does something: a signed-in user, an API key, the secret key of a source, or a command on the server. */
export type Actor =
  | { kind: 'user'; id: string; name: string }
  | { kind: 'api_key'; id: string; name: string }
  | { kind: 'source'; id: string; name: string }
  | { kind: 'command'; id: null; name: string };

/** Who calls, for which shop, and what they may do there. */
export type Caller = { tenantId: Id<'ten'>; actor: Actor; permissions: ReadonlySet<Permission> };
