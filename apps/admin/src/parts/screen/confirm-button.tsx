import { Button, FocusTrap, Group, Popover, Text } from '@mantine/core';
import { useState } from 'react';

type Props = {
  label: string;
  /** What it does to what, for screen readers. */
  about: string;
  /** What happens then, asked before it does. */
  question: string;
  isBusy: boolean;
  /** The action that the screen is for. */
  isPrimary?: boolean;
  isDisabled?: boolean;
  onConfirm: () => void;
};

/** A button for an action that needs confirmation, asked for in place. Escape and a click elsewhere cancel. */
export function ConfirmButton(props: Props) {
  const { label, about, question, isBusy, isPrimary = false, isDisabled = false, onConfirm } = props;
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} width={280} position="bottom-end" shadow="md" withArrow returnFocus>
      <Popover.Target>
        <Button
          {...(isPrimary ? {} : { size: 'compact-sm', variant: 'default' })}
          loading={isBusy}
          disabled={isDisabled}
          onClick={() => setOpen(true)}
          aria-label={about}
          style={{ flex: 'none' }}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={about}>
        <FocusTrap active={isOpen}>
          <div>
            <Text size="sm" mb="sm">
              {question}
            </Text>
            <Group gap="xs" justify="flex-end">
              <Button size="compact-sm" variant="subtle" color="gray" onClick={close}>
                Cancel
              </Button>
              <Button
                size="compact-sm"
                onClick={() => {
                  close();
                  onConfirm();
                }}
              >
                {label}
              </Button>
            </Group>
          </div>
        </FocusTrap>
      </Popover.Dropdown>
    </Popover>
  );
}
