import type { Contact, SegmentDefinition } from '@beckon/contract';
import { Anchor, Drawer, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { contactName } from '../../parts/contacts/contact-name.ts';
import { FilterList } from '../../parts/filter/filter-list.tsx';
import { startingWithCapital } from '../../parts/filter/filter-words.ts';
import { useFilterNames } from '../../parts/filter/use-filter-names.ts';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { useLastValue } from '../../parts/states/last-value.ts';
import { LineSkeletons } from '../../parts/states/line-skeletons.tsx';
import { membershipQueryOf } from './api/segment-queries.ts';

type Props = {
  segmentId: string;
  contact: Contact | null;
  definition: SegmentDefinition | null;
  onClose: () => void;
};

/** Why a contact is in the segment: by hand, or what each clause of the filter found. */
export function MembershipDrawer({ segmentId, contact: opened, definition, onClose }: Props) {
  const contact = useLastValue(opened);
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={contact && `Why is ${contactName(contact)} in it?`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {contact && <Explanation segmentId={segmentId} contact={contact} definition={definition} />}
    </Drawer>
  );
}

type ExplanationProps = Omit<Props, 'contact' | 'onClose'> & { contact: Contact };

function Explanation({ segmentId, contact, definition }: ExplanationProps) {
  const { data: why, error, refetch } = useQuery(membershipQueryOf(segmentId, contact.id));
  const names = useFilterNames();
  if (error && !why) return <ErrorState error={error} onRetry={refetch} />;
  if (!why) return <LineSkeletons rows={3} />;
  return (
    <Stack gap="md">
      <Text size="sm" fw={550}>
        {startingWithCapital(why.reason)}.
      </Text>
      {definition && (
        <div>
          <FilterList filter={definition.filter} names={names} clauses={why.clauses} />
        </div>
      )}
      <Anchor component={Link} to={`/contacts/${contact.id}`} size="sm">
        Open the contact
      </Anchor>
    </Stack>
  );
}
