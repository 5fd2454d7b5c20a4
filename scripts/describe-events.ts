import { eventCatalog } from '../packages/contract/src/index.ts';

const senders = { browser: 'page or server', server: 'server', beckon: 'Beckon itself' } as const;

/** The event catalog as a table: type, what it means, properties (required ones in bold), who may send it. */
export function describeEvents(): string {
  const rows = Object.entries(eventCatalog).map(([type, { about, sentBy, properties }]) => {
    const names = Object.entries<{ isOptional(): boolean }>(properties.shape).map(([name, schema]) =>
      schema.isOptional() ? `\`${name}\`` : `**\`${name}\`**`,
    );
    return `| \`${type}\` | ${about} | ${names.join(', ') || 'none'} | ${senders[sentBy]} |`;
  });
  return ['| Event | Meaning | Properties (required ones in bold) | Sent by |', '|---|---|---|---|', ...rows].join(
    '\n',
  );
}
