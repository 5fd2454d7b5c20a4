import type { QuarantineOverflow } from '@beckon/contract';
import { Alert, List } from '@mantine/core';
import { formatNumber } from '../../parts/format/number.ts';
import { quarantineWords } from './quarantine-words.ts';

/** What came while a source had no room left: counted by its reason, and not kept. */
export function QuarantineOverflowNote({ overflow = [] }: { overflow: readonly QuarantineOverflow[] | undefined }) {
  if (overflow.length === 0) return null;
  return (
    <Alert color="amber" title="Quarantine limit reached" m="md">
      A source has reached its quarantine limit. Further events were counted but not stored, so they cannot be replayed:
      <List size="sm" mt="xs">
        {overflow.map(({ source, code, reason, dropped }) => (
          <List.Item key={`${source} ${code}`}>
            {source}: {formatNumber(dropped)} more of {code}. {quarantineWords[code]}
            {reason === '' ? '' : ` Latest reason: ${reason}.`}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
