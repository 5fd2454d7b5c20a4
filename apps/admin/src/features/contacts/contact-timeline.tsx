import { Group, Stack, Text, Title } from '@mantine/core';
import { IconTimeline } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { EventIcon } from '../../parts/events/event-icon.tsx';
import { eventSentence } from '../../parts/events/event-sentence.ts';
import { formatClock, formatExact } from '../../parts/format/time.ts';
import { Panel } from '../../parts/screen/panel.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { LineSkeletons } from '../../parts/states/line-skeletons.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { MoreButton } from '../../parts/table/more-button.tsx';
import { useNow } from '../../parts/time/now.ts';
import { timelineQuery } from './api/contact-queries.ts';
import { groupByDay } from './timeline-days.ts';
import './contact-timeline.css';

export function ContactTimeline({ id }: { id: string }) {
  const pages = useInfiniteQuery(timelineQuery(id));
  const now = useNow();
  const { data: entries } = pages;
  return (
    <Panel title="Timeline" about="This contact’s activity, newest first." isFlush>
      {entries === undefined ? (
        pages.error ? (
          <ErrorState error={pages.error} onRetry={pages.refetch} />
        ) : (
          <LineSkeletons />
        )
      ) : entries.length === 0 ? (
        <NothingHere icon={IconTimeline} title="No activity yet">
          This contact’s events appear here as they arrive.
        </NothingHere>
      ) : (
        <Stack gap="lg" px="md" pb="md">
          {groupByDay(entries, now).map(({ day, label, entries: ofDay }) => (
            <section key={day} aria-label={label}>
              <Title order={3} size="xs" c="dimmed" fw={600} mb="xs">
                {label}
              </Title>
              <ol className="timeline-entries">
                {ofDay.map((entry) => (
                  <Group component="li" key={entry.id} gap="sm" wrap="nowrap" align="flex-start">
                    <EventIcon type={entry.type} />
                    <div style={{ flex: 1, minWidth: 0, paddingTop: 3 }}>
                      <Text size="sm">{eventSentence(entry)}</Text>
                      <Text size="xs" c="dimmed">
                        {entry.source}, {entry.isTrusted ? 'trusted' : 'from a browser'}
                      </Text>
                    </div>
                    <Text span size="xs" c="dimmed" pt={5} style={{ whiteSpace: 'nowrap' }}>
                      <time dateTime={entry.occurredAt} title={formatExact(entry.occurredAt)}>
                        {formatClock(entry.occurredAt)}
                      </time>
                    </Text>
                  </Group>
                ))}
              </ol>
            </section>
          ))}
        </Stack>
      )}
      <MoreButton paged={pages} label="Earlier" />
    </Panel>
  );
}
