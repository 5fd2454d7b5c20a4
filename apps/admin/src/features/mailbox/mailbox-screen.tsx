import { Button, Paper, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconInbox, IconInboxOff, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Screen } from '../../parts/screen/screen.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { mailboxQuery } from './api/mailbox-query.ts';
import { useEmptyMailbox } from './api/use-empty-mailbox.ts';
import { MailList } from './mail-list.tsx';
import { MailReader } from './mail-reader.tsx';
import './mailbox.css';

const everyMs = 2_000;
const route = getRouteApi('/signed-in/mailbox');

export function MailboxScreen() {
  const { mail: id } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: mails, error, refetch } = useQuery({ ...mailboxQuery, refetchInterval: everyMs });
  const empty = useEmptyMailbox();
  // One pane on a narrow window: the list, or the mail that was chosen. Beside each other, the newest is open.
  const isWide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
  const chosen = mails?.find((mail) => mail.id === id) ?? (isWide ? mails?.[0] : undefined);
  const choose = (mail: string | undefined) => navigate({ search: mail ? { mail } : {}, replace: isWide });

  return (
    <Screen
      title="Mailbox"
      about="In development, Beckon delivers email here instead of sending it. There is no mailbox in production."
      actions={
        mails &&
        mails.length > 0 && (
          <Button
            variant="default"
            leftSection={<IconTrash size={16} />}
            loading={empty.isPending}
            onClick={() => empty.mutate()}
          >
            Empty the mailbox
          </Button>
        )
      }
    >
      <Paper withBorder className="mailbox" data-reading={chosen ? true : undefined}>
        {mails === undefined ? (
          error ? (
            <ErrorState error={error} onRetry={refetch} />
          ) : (
            <Skeleton height="100%" />
          )
        ) : mails === null ? (
          <NothingHere icon={IconInboxOff} title="No mailbox">
            This server sends real email. The mailbox is available in development only.
          </NothingHere>
        ) : mails.length === 0 ? (
          <NothingHere icon={IconInbox} title="No mail yet">
            Sign up for the newsletter in the demo storefront. The confirmation email arrives here a second later.
          </NothingHere>
        ) : (
          <div className="mailbox-panes">
            {(isWide || !chosen) && <MailList mails={mails} chosen={chosen?.id} onChoose={choose} />}
            {chosen && <MailReader mail={chosen} {...(isWide ? {} : { onBack: () => choose(undefined) })} />}
          </div>
        )}
      </Paper>
    </Screen>
  );
}
