import type { QuarantineOverflow } from '@beckon/contract';
import { Alert, List } from '@mantine/core';
import { formatNumber } from '../../parts/format/number.ts';
import { quarantineWords } from './quarantine-words.ts';

/** What came while a source had no room left: counted by its reason, and not kept. */
export function QuarantineOverflowNote({ overflow = [] }: { overflow: readonly QuarantineOverflow[] | undefined }) {
  if (overflow.length === 0) return null;
  return (
    <Alert color="amber" title="More came than is kept" m="md">
      A source has used up its share of the quarantine. What came beyond it was counted, not kept, and cannot be
      replayed:
      <List size="sm" mt="xs">
        {overflow.map(({ source, code, reason, dropped }) => (
          <List.Item key={`${source} ${code}`}>
            {source}: {formatNumber(dropped)} more of {code}. {quarantineWords[code]}
            {reason === '' ? '' : ` The latest: ${reason}.`}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
