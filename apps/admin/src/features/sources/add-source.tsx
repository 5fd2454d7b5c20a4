import { Alert, Button, Drawer, SegmentedControl, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { Snippet } from '../../parts/copy/snippet.tsx';
import { useAddSource } from './api/use-add-source.ts';

/** A button that opens the form for a new source, and then shows its keys. */
export function AddSource() {
  const [isOpen, setOpen] = useState(false);
  const add = useAddSource();
  const close = () => {
    setOpen(false);
    add.reset();
  };
  return (
    <>
      <Button leftSection={<IconPlus size={16} />} onClick={() => setOpen(true)}>
        Add source
      </Button>
      <Drawer
        opened={isOpen}
        onClose={close}
        position="right"
        title={add.data ? `${add.data.source.name} is ready` : 'Add a source'}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {add.data ? <Made {...add.data} onDone={close} /> : <Form add={add} />}
      </Drawer>
    </>
  );
}

type Adding = ReturnType<typeof useAddSource>;

function Form({ add }: { add: Adding }) {
  const [name, setName] = useState('');
  const [kind, setKind] = useState<'browser' | 'server'>('browser');
  const [origins, setOrigins] = useState<string[]>([]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ name, kind, ...(kind === 'browser' ? { allowedOrigins: origins } : {}) });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label="Name"
          placeholder="Web shop"
          value={name}
          onChange={(change) => setName(change.currentTarget.value)}
          required
          maxLength={100}
          data-autofocus
        />
        <div>
          <SegmentedControl
            aria-label="Kind"
            fullWidth
            data={[
              { value: 'browser', label: 'Browser' },
              { value: 'server', label: 'Server' },
            ]}
            value={kind}
            onChange={(value) => setKind(value as 'browser' | 'server')}
          />
          <Text size="sm" c="dimmed" mt={6}>
            {kind === 'browser'
              ? 'The pages of a shop, with a public write key. Identities and orders from a browser are not trusted.'
              : 'One of your servers, with a secret key. Its events are trusted.'}
          </Text>
        </div>
        {kind === 'browser' && (
          <TagsInput
            label="Allowed origins"
            description="Scheme, host and port of the pages that may send events. Press Enter after each."
            placeholder="https://www.shop.example"
            value={origins}
            onChange={setOrigins}
            acceptValueOnBlur
          />
        )}
        {add.error && (
          <Alert color="red" title="Not added" role="alert">
            {add.error.message}
          </Alert>
        )}
        <Button type="submit" loading={add.isPending}>
          Add source
        </Button>
      </Stack>
    </form>
  );
}

function Made({ source, secretKey, onDone }: NonNullable<Adding['data']> & { onDone: () => void }) {
  return (
    <Stack gap="md">
      {secretKey !== null && (
        <>
          <Text size="sm">
            Copy the secret key now. Only its hash is stored, so it cannot be shown again. Keep it on your server.
          </Text>
          <Snippet code={secretKey} what={`the secret key of ${source.name}`} />
        </>
      )}
      {source.writeKey !== null && (
        <>
          <Text size="sm">The write key is public. You will find its script tag on the source’s card.</Text>
          <Snippet code={source.writeKey} what={`the write key of ${source.name}`} />
        </>
      )}
      <Button onClick={onDone}>Done</Button>
    </Stack>
  );
}
