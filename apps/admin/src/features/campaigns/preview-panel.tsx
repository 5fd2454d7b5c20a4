import type { CampaignDetail, CampaignPreview } from '@beckon/contract';
import { Alert, Box, List, ScrollArea, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { counted, formatNumber } from '../../parts/format/number.ts';
import { formatMoment } from '../../parts/format/time.ts';
import { Panel } from '../../parts/screen/panel.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { LineSkeletons } from '../../parts/states/line-skeletons.tsx';
import { RelativeTime } from '../../parts/time/relative-time.tsx';
import { previewQueryOf } from './api/campaign-queries.ts';

/** The preview is counted again so often, since contacts come and go. */
const everyMs = 30_000;

/** Who would get what is saved, who would not and why, and when. */
export function PreviewPanel({
  campaign: { id, version },
  isChanged,
}: {
  campaign: CampaignDetail;
  isChanged: boolean;
}) {
  const {
    data: preview,
    error,
    refetch,
  } = useQuery({ ...previewQueryOf(id, version), refetchInterval: everyMs, placeholderData: (before) => before });
  return (
    <Panel
      title="Preview"
      about={
        isChanged ? 'Of the version that is saved. Save your changes to count again.' : <Counted preview={preview} />
      }
    >
      <Box aria-live="polite" style={{ opacity: isChanged ? 0.55 : 1 }}>
        {error && !preview ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : preview ? (
          <Preview preview={preview} />
        ) : (
          <LineSkeletons rows={3} />
        )}
      </Box>
    </Panel>
  );
}

function Counted({ preview }: { preview: CampaignPreview | undefined }) {
  if (!preview) return 'Who would get it if it were launched now.';
  return (
    <>
      If it were launched now. Counted <RelativeTime at={preview.takenAt} />.
    </>
  );
}

function Preview({ preview }: { preview: CampaignPreview }) {
  const { recipients, heldBack, delayed, isEstimate, zones, warnings, faults } = preview;
  return (
    <>
      <Text fz={32} fw={640} lh={1.2} style={{ fontVariantNumeric: 'tabular-nums', letterSpacing: '-0.02em' }}>
        {formatNumber(recipients)}
      </Text>
      <Text size="sm" c="dimmed">
        {recipients === 1 ? 'recipient' : 'recipients'}
      </Text>
      {faults.length > 0 && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title="Before it can be launched" mt="md" p="sm">
          <Lines lines={faults.map(startSentence)} />
        </Alert>
      )}
      {warnings.length > 0 && (
        <Alert color="amber" icon={<IconInfoCircle size={18} />} title="Look at this" mt="md" p="sm">
          <Lines lines={warnings} />
        </Alert>
      )}
      {heldBack.length > 0 && <Counts title={isEstimate ? 'Held back, estimated' : 'Held back'} counts={heldBack} />}
      {delayed.length > 0 && <Counts title={isEstimate ? 'Sent later, estimated' : 'Sent later'} counts={delayed} />}
      {zones.length > 0 && (
        <Part title={`In ${counted(zones.length, 'time zone')}, in your time`}>
          <ScrollArea.Autosize mah={180} type="auto">
            <List size="sm" listStyleType="none">
              {zones.map(({ zone, recipients: here, at, hasPassed }) => (
                <List.Item key={zone}>
                  <b>{formatNumber(here)}</b> · {zone} · {formatMoment(at)}
                  {hasPassed && ' (the time has passed there)'}
                </List.Item>
              ))}
            </List>
          </ScrollArea.Autosize>
        </Part>
      )}
    </>
  );
}

function Counts({ title, counts }: { title: string; counts: CampaignPreview['heldBack'] }) {
  return (
    <Part title={title}>
      <List size="sm" listStyleType="none">
        {counts.map(({ reason, text, count }) => (
          <List.Item key={reason}>
            <b>{formatNumber(count)}</b> · {text}
          </List.Item>
        ))}
      </List>
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box mt="md">
      <Text size="sm" fw={550} mb={4}>
        {title}
      </Text>
      {children}
    </Box>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <List size="sm" listStyleType="none">
      {lines.map((line) => (
        <List.Item key={line}>{line}</List.Item>
      ))}
    </List>
  );
}

/** `choose a message` is `Choose a message.` */
const startSentence = (fault: string) => `${fault.charAt(0).toUpperCase()}${fault.slice(1).replace(/\.$/, '')}.`;
