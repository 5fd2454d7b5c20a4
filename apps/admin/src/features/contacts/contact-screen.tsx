import { BeckonError } from '@beckon/client';
import { Alert, Anchor, Button, Grid, Skeleton, Stack } from '@mantine/core';
import { IconArrowMerge, IconUserOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { contactName } from '../../parts/contacts/contact-name.ts';
import { BackLink } from '../../parts/screen/back-link.tsx';
import { Screen } from '../../parts/screen/screen.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { contactQueryOf } from './api/contact-queries.ts';
import { ConsentPanel } from './consent-panel.tsx';
import { ContactHeader } from './contact-header.tsx';
import { ContactTimeline } from './contact-timeline.tsx';
import { DeliveriesPanel } from './deliveries-panel.tsx';
import { FlowsPanel } from './flows-panel.tsx';
import { IdentityPanel } from './identity-panel.tsx';
import { WaitlistsPanel } from './waitlists-panel.tsx';

const route = getRouteApi('/signed-in/contacts/$id');
const back = <BackLink to="/contacts">Contacts</BackLink>;

export function ContactScreen() {
  const { id } = route.useParams();
  const { data: contact, error, refetch } = useQuery(contactQueryOf(id));
  if (error && !contact) {
    const isGone = error instanceof BeckonError && error.status === 404;
    return (
      <Screen title="Contact" above={back}>
        {isGone ? <NoSuchContact /> : <ErrorState error={error} onRetry={refetch} />}
      </Screen>
    );
  }
  return (
    <Screen title={contact ? contactName(contact) : 'Contact'} above={back}>
      {contact?.mergedInto && <MergedNotice into={contact.mergedInto} />}
      {contact ? <ContactHeader contact={contact} /> : <Skeleton height={156} radius="md" />}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <ContactTimeline id={id} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          {contact ? (
            <Stack gap="lg">
              <DeliveriesPanel deliveries={contact.deliveries} name={contact.firstName ?? 'this contact'} />
              <FlowsPanel contactId={id} />
              <ConsentPanel contact={contact} />
              {contact.waitlists.length > 0 && <WaitlistsPanel entries={contact.waitlists} />}
              <IdentityPanel contact={contact} />
            </Stack>
          ) : (
            <Stack gap="lg">
              <Skeleton height={180} radius="md" />
              <Skeleton height={320} radius="md" />
            </Stack>
          )}
        </Grid.Col>
      </Grid>
    </Screen>
  );
}

function MergedNotice({ into }: { into: string }) {
  return (
    <Alert icon={<IconArrowMerge size={18} />} title="Merged into another contact">
      This contact’s data is shown there.{' '}
      <Anchor component={Link} to={`/contacts/${into}`} size="sm">
        Open it
      </Anchor>
    </Alert>
  );
}

function NoSuchContact() {
  return (
    <NothingHere
      icon={IconUserOff}
      title="Contact not found"
      action={
        <Button component={Link} to="/contacts" variant="default">
          All contacts
        </Button>
      }
    >
      Check the address. The contact may also have been deleted at their request.
    </NothingHere>
  );
}
