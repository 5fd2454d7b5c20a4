import { Alert, Button, Modal, Stack, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useCreateCampaign } from './api/use-new-campaign.ts';

/** A button that asks for a name, creates a draft and opens it. */
export function NewCampaign() {
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const create = useCreateCampaign();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(name);
  };
  return (
    <>
      <Button leftSection={<IconPlus size={16} />} onClick={() => setOpen(true)}>
        New campaign
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title="New campaign"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <form onSubmit={submit}>
          <Stack gap="md">
            <TextInput
              label="Name"
              description="For you and your colleagues. Recipients do not see it."
              placeholder="Spring news"
              value={name}
              onChange={(change) => setName(change.currentTarget.value)}
              required
              maxLength={100}
              data-autofocus
            />
            {create.error && (
              <Alert color="red" title="Not created" role="alert">
                {create.error.message}
              </Alert>
            )}
            <Button type="submit" loading={create.isPending}>
              Create draft
            </Button>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
