import type { CampaignDetail } from '@beckon/contract';
import { Alert } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { useMay } from '../../parts/auth/use-may.ts';
import { CampaignFacts } from './campaign-facts.tsx';
import { CampaignReportPanels } from './campaign-report.tsx';
import { pauseWords } from './campaign-words.ts';
import { ProgressPanel } from './progress-panel.tsx';
import { RecipientsPanel } from './recipients-panel.tsx';
import { VariationsPanel } from './variations-panel.tsx';

/** What has become of a campaign: its progress, what it did, and its recipients one by one. */
export function LaunchedCampaign({ campaign }: { campaign: CampaignDetail }) {
  const { id, status, pauseReason, launchedAt, test } = campaign;
  const mayReadFigures = useMay('metrics.read');
  const mayReadTests = useMay('flows.read');
  return (
    <>
      {status === 'paused' && pauseReason !== null && (
        <Alert color="amber" icon={<IconPlayerPause size={18} />} title="Paused">
          {pauseWords[pauseReason]}
        </Alert>
      )}
      <CampaignFacts campaign={campaign} />
      {launchedAt !== null && (
        <>
          <ProgressPanel campaign={campaign} />
          {mayReadFigures && <CampaignReportPanels id={id} isActive={status === 'sending'} />}
          {test !== null && mayReadTests && <VariationsPanel campaign={campaign} experimentId={test.experimentId} />}
          <RecipientsPanel campaign={campaign} />
        </>
      )}
    </>
  );
}
