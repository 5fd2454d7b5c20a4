/**
 * What a caller may do. A call names one of them as its `access`; a caller without it is answered with `permission_denied`.
 * `.write` does not include `.read`. `owners.write` is needed for no call by itself: without it, `users.write` does not
 * reach owners. `messages.test` lets `messages.write` send tests to addresses that are not those of users.
 */
export const permissions = [
  'audit.read',
  'bounces.write',
  'campaigns.approve',
  'campaigns.read',
  'campaigns.write',
  'catalog.write',
  'contacts.read',
  'contacts.write',
  'contacts.erase',
  'events.read',
  'flows.read',
  'flows.write',
  'keys.write',
  'messages.read',
  'messages.test',
  'messages.write',
  'metrics.read',
  'operations.read',
  'operations.write',
  'owners.write',
  'segments.read',
  'segments.write',
  'settings.read',
  'settings.write',
  'sources.read',
  'sources.write',
  'users.read',
  'users.write',
] as const;

export type Permission = (typeof permissions)[number];

/** What users are to a shop. */
export const roles = ['owner', 'admin', 'marketer', 'analyst', 'developer', 'support'] as const;
export type Role = (typeof roles)[number];

const reading = [
  'campaigns.read',
  'contacts.read',
  'events.read',
  'flows.read',
  'messages.read',
  'metrics.read',
  'operations.read',
  'segments.read',
  'settings.read',
  'sources.read',
] as const satisfies readonly Permission[];

/** What each role may do. */
export const permissionsOfRole: Record<Role, readonly Permission[]> = {
  owner: permissions,
  admin: permissions.filter((permission) => permission !== 'owners.write'),
  marketer: [
    ...reading,
    'campaigns.approve',
    'campaigns.write',
    'catalog.write',
    'contacts.write',
    'flows.write',
    'messages.write',
    'segments.write',
    'settings.write',
  ],
  analyst: [
    'campaigns.read',
    'contacts.read',
    'events.read',
    'flows.read',
    'messages.read',
    'metrics.read',
    'segments.read',
    'settings.read',
  ],
  developer: [...reading, 'bounces.write', 'catalog.write', 'keys.write', 'operations.write', 'sources.write'],
  support: [
    'campaigns.read',
    'contacts.read',
    'contacts.write',
    'contacts.erase',
    'events.read',
    'flows.read',
    'messages.read',
    'segments.read',
  ],
};

/** What the secret key of a source may do besides sending events. */
export const permissionsOfIngestKey = ['catalog.write'] as const satisfies readonly Permission[];

/** What an API key can be given: everything but what could give its holder more. */
export const scopes: readonly Permission[] = permissions.filter(
  (permission) => !['keys.write', 'owners.write', 'users.write'].includes(permission),
);
