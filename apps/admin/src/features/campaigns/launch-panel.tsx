import type { CampaignDetail } from '@beckon/contract';
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../parts/auth/use-may.ts';
import { ConfirmButton } from '../../parts/screen/confirm-button.tsx';
import { Panel } from '../../parts/screen/panel.tsx';
import { previewQueryOf } from './api/campaign-queries.ts';
import { useApprove, useLaunch } from './api/use-campaign-deeds.ts';
import { schedulePhrase } from './campaign-words.ts';
import { obstacleOf, questionOf } from './launch-words.ts';

type Props = { campaign: CampaignDetail; isChanged: boolean };
type LaunchProps = Props & {
  /** The id of the form that holds the changes. */
  form: string;
  isSaving: boolean;
};

/** Launches the saved version after a question; where the shop wants it, another user approves it first. */
export function LaunchPanel({ campaign, isChanged, form, isSaving }: LaunchProps) {
  const { id, version, name, definition } = campaign;
  const { data: preview } = useQuery(previewQueryOf(id, version));
  const launch = useLaunch(id);
  const mayWrite = useMay('campaigns.write');
  const obstacle = obstacleOf(campaign, preview, isChanged);
  return (
    <Panel title="Launch">
      <Stack gap="sm">
        <Approval campaign={campaign} isChanged={isChanged} />
        <Text size="sm" c="dimmed">
          {obstacle ?? `It is sent ${schedulePhrase(definition.schedule)}.`}
        </Text>
        {mayWrite && (
          <Group gap="xs">
            {isChanged && (
              <Button type="submit" form={form} variant="default" loading={isSaving}>
                Save changes
              </Button>
            )}
            <ConfirmButton
              label="Launch"
              about={`Launch ${name}`}
              question={questionOf(campaign, preview)}
              isBusy={launch.isPending}
              isPrimary
              isDisabled={obstacle !== null}
              onConfirm={() => launch.mutate(version)}
            />
          </Group>
        )}
      </Stack>
    </Panel>
  );
}

function Approval({ campaign: { id, version, approval }, isChanged }: Props) {
  const approve = useApprove(id);
  const mayApprove = useMay('campaigns.approve');
  if (!approval.isNeeded) return null;
  if (approval.isGiven)
    return (
      <Group gap={6} wrap="nowrap">
        <IconCircleCheck size={18} color="var(--mantine-color-pine-6)" aria-hidden />
        <Text size="sm">Approved. A change ends the approval.</Text>
      </Group>
    );
  return (
    <div>
      <Text size="sm" mb={6}>
        This shop wants each campaign approved by another user than the one who changed it last.
      </Text>
      {mayApprove && (
        <Button
          variant="default"
          size="compact-sm"
          loading={approve.isPending}
          disabled={isChanged}
          onClick={() => approve.mutate(version)}
        >
          Approve this version
        </Button>
      )}
    </div>
  );
}
