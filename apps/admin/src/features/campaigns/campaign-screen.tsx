import { BeckonError } from '@beckon/client';
import type { CampaignDetail } from '@beckon/contract';
import { Button, Skeleton } from '@mantine/core';
import { IconSpeakerphone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMay } from '../../parts/auth/use-may.ts';
import { BackLink } from '../../parts/screen/back-link.tsx';
import { Screen } from '../../parts/screen/screen.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { campaignQueryOf } from './api/campaign-queries.ts';
import { CampaignActions } from './campaign-actions.tsx';
import { CampaignMenu } from './campaign-menu.tsx';
import { DraftScreen } from './draft-screen.tsx';
import { LaunchedCampaign } from './launched-campaign.tsx';

const route = getRouteApi('/signed-in/campaigns/$id');
const back = <BackLink to="/campaigns">Campaigns</BackLink>;
const activeMs = 2_000;
const everyMs = 15_000;

export function CampaignScreen() {
  const { id } = route.useParams();
  const mayWrite = useMay('campaigns.write');
  const {
    data: campaign,
    error,
    refetch,
  } = useQuery({ ...campaignQueryOf(id), refetchInterval: ({ state }) => intervalOf(state.data) });
  if (error && !campaign) {
    const isGone = error instanceof BeckonError && error.status === 404;
    return (
      <Screen title="Campaign" above={back}>
        {isGone ? <NoSuchCampaign /> : <ErrorState error={error} onRetry={refetch} />}
      </Screen>
    );
  }
  if (!campaign)
    return (
      <Screen title="Campaign" above={back}>
        <Skeleton height={104} radius="md" />
        <Skeleton height={420} radius="md" />
      </Screen>
    );
  // A draft that another user has changed meanwhile keeps what this user has entered.
  if (campaign.status === 'draft') return <DraftScreen key={id} campaign={campaign} above={back} />;
  const actions = mayWrite && (
    <>
      <CampaignActions campaign={campaign} />
      <CampaignMenu campaign={campaign} />
    </>
  );
  return (
    <Screen title={campaign.name} about={campaign.description} above={back} actions={actions}>
      <LaunchedCampaign campaign={campaign} />
    </Screen>
  );
}

/** A scheduled campaign begins within seconds of its time. */
function intervalOf(campaign: CampaignDetail | undefined): number {
  const isActive = campaign?.status === 'sending' || campaign?.status === 'scheduled';
  return isActive ? activeMs : everyMs;
}

function NoSuchCampaign() {
  return (
    <NothingHere
      icon={IconSpeakerphone}
      title="Campaign not found"
      action={
        <Button component={Link} to="/campaigns" variant="default">
          All campaigns
        </Button>
      }
    >
      Check the address.
    </NothingHere>
  );
}
