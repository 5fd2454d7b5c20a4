import { BeckonError } from '@beckon/client';
import type { Segment, SegmentDetail } from '@beckon/contract';
import { Alert, Badge, Button, Group, Skeleton, Text } from '@mantine/core';
import { IconArchive, IconChartPieOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { segmentsQuery } from '../../parts/api/segments-query.ts';
import { FilterList } from '../../parts/filter/filter-list.tsx';
import { useFilterNames } from '../../parts/filter/use-filter-names.ts';
import { counted } from '../../parts/format/number.ts';
import { formatExact } from '../../parts/format/time.ts';
import { BackLink } from '../../parts/screen/back-link.tsx';
import { Panel } from '../../parts/screen/panel.tsx';
import { Screen } from '../../parts/screen/screen.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { RelativeTime } from '../../parts/time/relative-time.tsx';
import { segmentQueryOf } from './api/segment-queries.ts';
import { EvaluationNote } from './evaluation-note.tsx';
import { MembersPanel } from './members-panel.tsx';
import { kindWords } from './segment-words.ts';

const route = getRouteApi('/signed-in/segments/$id');
const everyMs = 5_000;
const back = <BackLink to="/segments">Segments</BackLink>;

export function SegmentScreen() {
  const { id } = route.useParams();
  const isOwn = id.startsWith('seg_');
  const own = useQuery({ ...segmentQueryOf(id), refetchInterval: everyMs, enabled: isOwn });
  // Those that every shop has are in the list alone.
  const list = useQuery({ ...segmentsQuery, refetchInterval: everyMs, enabled: !isOwn });
  const { error, refetch, isPending } = isOwn ? own : list;
  const segment = isOwn ? own.data : list.data?.find((one) => one.id === id);
  if (segment) return <Found segment={segment} />;
  const isGone = error === null || (error instanceof BeckonError && (error.status === 404 || error.status === 400));
  return (
    <Screen title="Segment" above={back}>
      {isPending && !error ? (
        <>
          <Skeleton height={180} radius="md" />
          <Skeleton height={320} radius="md" />
        </>
      ) : isGone ? (
        <NoSuchSegment />
      ) : (
        <ErrorState error={error} onRetry={refetch} />
      )}
    </Screen>
  );
}

function Found({ segment }: { segment: Segment | SegmentDetail }) {
  const definition = 'definition' in segment ? segment.definition : null;
  const isArchived = 'isArchived' in segment && segment.isArchived;
  return (
    <Screen title={segment.name} about={segment.description} above={back}>
      {isArchived && (
        <Alert color="gray" icon={<IconArchive size={18} />} title="Archived">
          It keeps its members as they are, and cannot be used.
        </Alert>
      )}
      <RulePanel segment={segment} />
      {!isArchived && <MembersPanel id={segment.id} definition={definition} kind={segment.kind} />}
    </Screen>
  );
}

/** How contacts come into the segment, and how many are in it. */
function RulePanel({ segment }: { segment: Segment | SegmentDetail }) {
  const { contactCount, kind, evaluation, updatedAt } = segment;
  const names = useFilterNames();
  return (
    <Panel
      title="Who is in it"
      action={
        <Badge variant="default" tt="none">
          {kindWords[kind].label}
        </Badge>
      }
    >
      <Group gap="xl" align="baseline" mb="md">
        <Text size="xl" fw={640} title={`Counted ${formatExact(contactCount.takenAt)}`}>
          {counted(contactCount.value, 'contact')}
        </Text>
        {updatedAt !== null && (
          <Text size="sm" c="dimmed">
            changed <RelativeTime at={updatedAt} />
          </Text>
        )}
      </Group>
      {evaluation && <EvaluationNote evaluation={evaluation} />}
      {'definition' in segment && segment.definition ? (
        <FilterList filter={segment.definition.filter} names={names} />
      ) : (
        <Text size="sm" c="dimmed">
          {kindWords[kind].about}
        </Text>
      )}
    </Panel>
  );
}

function NoSuchSegment() {
  return (
    <NothingHere
      icon={IconChartPieOff}
      title="Segment not found"
      action={
        <Button component={Link} to="/segments" variant="default">
          All segments
        </Button>
      }
    >
      Check the address.
    </NothingHere>
  );
}
