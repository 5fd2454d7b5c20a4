import { Tooltip } from '@mantine/core';
import { IconRosetteDiscountCheckFilled } from '@tabler/icons-react';

export function VerifiedMark() {
  const label = 'Verified: a link sent to this address has been used';
  return (
    <Tooltip label={label} withArrow>
      <IconRosetteDiscountCheckFilled
        size={16}
        role="img"
        aria-label="Verified address"
        color="var(--mantine-color-pine-5)"
        style={{ flex: 'none' }}
      />
    </Tooltip>
  );
}
