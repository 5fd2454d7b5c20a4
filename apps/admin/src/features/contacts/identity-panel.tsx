import type { ContactDetail, ContactMerge, VisitorLink } from '@beckon/contract';
import { Group, Stack, Text, Title } from '@mantine/core';
import { IconArrowMerge, IconDeviceLaptop } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ConfirmButton } from '../../parts/screen/confirm-button.tsx';
import { Panel } from '../../parts/screen/panel.tsx';
import { useNow } from '../../parts/time/now.ts';
import { RelativeTime } from '../../parts/time/relative-time.tsx';
import { useUndoMerge, useUnlinkVisitor } from './api/use-undo.ts';
import { isUndoable, linkWords, touchWords } from './identity-words.ts';

/** How we know that all of this is one person, what brought them, and the way back from a wrong guess. */
export function IdentityPanel({ contact }: { contact: ContactDetail }) {
  return (
    <Panel title="Identity" about="Where this contact came from, and the browsers and user ids linked to them.">
      <Stack gap="lg">
        <Stack component="dl" gap={0} m={0}>
          <TouchRow name="First visit" touch={contact.firstTouch} />
          <TouchRow name="Last touch" touch={contact.lastTouch} />
        </Stack>
        <div>
          <Title order={3} size="h4" mb="xs">
            Browsers
          </Title>
          {contact.visitors.length === 0 ? (
            <Text size="sm" c="dimmed">
              None yet. A browser is linked when the shopper logs in or confirms an address, or when the shop’s server
              sends the browser’s id with an order.
            </Text>
          ) : (
            <Rows>
              {contact.visitors.map((link) => (
                <BrowserRow key={link.visitorId} contactId={contact.id} link={link} />
              ))}
            </Rows>
          )}
        </div>
        {contact.merges.length > 0 && (
          <div>
            <Title order={3} size="h4" mb="xs">
              Merged contacts
            </Title>
            <Rows>
              {contact.merges.map((merge) => (
                <MergeRow key={merge.id} contact={contact} merge={merge} />
              ))}
            </Rows>
          </div>
        )}
      </Stack>
    </Panel>
  );
}

function TouchRow({ name, touch }: { name: string; touch: ContactDetail['firstTouch'] }) {
  return (
    <Group wrap="nowrap" py={7} align="baseline">
      <Text component="dt" size="sm" fw={550} w={84} style={{ flex: 'none' }}>
        {name}
      </Text>
      <Text component="dd" m={0} size="sm" style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        {touchWords(touch)}
        {touch && (
          <Text span size="xs" c="dimmed">
            {' '}
            · {touch.landingPath} · <RelativeTime at={touch.at} />
          </Text>
        )}
      </Text>
    </Group>
  );
}

function BrowserRow({ contactId, link }: { contactId: string; link: VisitorLink }) {
  const { mutate, isPending } = useUnlinkVisitor(contactId);
  const name = `Browser ${link.visitorId.slice(-6)}`;
  return (
    <Row
      icon={<IconDeviceLaptop size={18} stroke={1.7} aria-hidden />}
      name={name}
      action={
        isUndoable(link, useNow()) && (
          <ConfirmButton
            label="Unlink"
            about={`Unlink ${name}`}
            question="The browser’s activity is removed from this contact’s timeline. Orders stay."
            isBusy={isPending}
            onConfirm={() => mutate(link.visitorId)}
          />
        )
      }
    >
      {link.undoneAt === null ? (
        <>
          {linkWords[link.how]} <RelativeTime at={link.linkedAt} /> · seen <RelativeTime at={link.lastSeenAt} />
        </>
      ) : (
        <>
          unlinked <RelativeTime at={link.undoneAt} />
        </>
      )}
    </Row>
  );
}

function MergeRow({ contact, merge }: { contact: ContactDetail; merge: ContactMerge }) {
  const { mutate, isPending } = useUndoMerge(contact.id);
  return (
    <Row
      icon={<IconArrowMerge size={18} stroke={1.7} aria-hidden />}
      name={`Customer ${merge.userId}`}
      action={
        isUndoable(merge, useNow()) && (
          <ConfirmButton
            label="Undo"
            about={`Undo the merge with customer ${merge.userId}`}
            question={`Customer ${merge.userId} becomes a separate contact again, with all activity under that id. The two are not merged automatically again.`}
            isBusy={isPending}
            onConfirm={() => mutate(merge.id)}
          />
        )
      }
    >
      {merge.undoneAt === null ? (
        <>
          merged <RelativeTime at={merge.mergedAt} />: the shop identified both as the same person
        </>
      ) : (
        <>
          taken back <RelativeTime at={merge.undoneAt} />
        </>
      )}
    </Row>
  );
}

function Rows({ children }: { children: ReactNode }) {
  return (
    <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
      {children}
    </Stack>
  );
}

type RowProps = { icon: ReactNode; name: string; action: ReactNode; children: ReactNode };

function Row({ icon, name, action, children }: RowProps) {
  return (
    <Group component="li" gap="sm" wrap="nowrap" align="flex-start">
      <span style={{ flex: 'none', marginTop: 2 }}>{icon}</span>
      <div style={{ minWidth: 0, flex: 1 }}>
        <Text size="sm" fw={550}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {children}
        </Text>
      </div>
      {action}
    </Group>
  );
}
