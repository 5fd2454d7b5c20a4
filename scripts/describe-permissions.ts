import {
  type Endpoint,
  endpoints,
  isPermission,
  permissionsOfIngestKey,
  permissionsOfRole,
  roles,
  scopes,
} from '../packages/contract/src/index.ts';

const intro = `# Permissions

Written from the endpoint table by \`node scripts/write-permissions.ts\`; a law compares the two, and
[access.test.ts](../packages/edge-api/src/admin/access.test.ts) calls each endpoint as each role and with each kind of key.

A call needs one permission. A signed-in user has those of their role, an API key has the scopes it was created with, and the
secret key of a source without a list of allowed types has \`${permissionsOfIngestKey.join('`, `')}\`. A caller without the
permission is answered with 403 \`permission_denied\`. A key cannot be given ${new Intl.ListFormat('en', {
  type: 'disjunction',
}).format(
  permissionsWithoutScope().map((name) => `\`${name}\``),
)}, so that no key can create another one that may do more. For the same reason a caller needs
\`${permissionsOfIngestKey.join('`, `')}\` to get such a secret key by changing sources.

Calls of the shop's pages (write key) and of its servers that send events (secret key of a source) are not in this table; see
[sources](sources.md).
`;

function permissionsWithoutScope(): string[] {
  return permissionsOfRole.owner.filter((permission) => !scopes.includes(permission));
}

/** The text of docs/permissions.md. */
export function describePermissions(): string {
  const calls = Object.values<Endpoint>(endpoints).filter(({ access }) => isPermission(access));
  const rows = calls.map(({ method, path, access }) => {
    const marks = roles.map((role) =>
      permissionsOfRole[role].some((permission) => permission === access) ? 'yes' : '',
    );
    return `| \`${method.toUpperCase()} ${path}\` | \`${access}\` | ${marks.join(' | ')} |`;
  });
  return `${intro}
| call | permission | ${roles.join(' | ')} |
|---|---|${roles.map(() => '---|').join('')}
${rows.join('\n')}
`;
}
