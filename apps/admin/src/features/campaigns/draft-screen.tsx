import type { CampaignDetail } from '@beckon/contract';
import { Alert, Button, Grid, Stack } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useId } from 'react';
import { useMay } from '../../parts/auth/use-may.ts';
import { Panel } from '../../parts/screen/panel.tsx';
import { Screen } from '../../parts/screen/screen.tsx';
import { AudienceFields } from './audience-fields.tsx';
import { CampaignMenu } from './campaign-menu.tsx';
import { LaunchPanel } from './launch-panel.tsx';
import { MessageFields } from './message-fields.tsx';
import { PaceFields } from './pace-fields.tsx';
import { PreviewPanel } from './preview-panel.tsx';
import { ScheduleFields } from './schedule-fields.tsx';
import { SendTestPanel } from './send-test-panel.tsx';
import { TestFields } from './test-fields.tsx';
import { useDraft } from './use-draft.ts';

/** A campaign that is not launched: its form, and beside it who would get what is saved. */
export function DraftScreen({ campaign, above }: { campaign: CampaignDetail; above: ReactNode }) {
  const { draft, isChanged, isOutdated, saving, change, changeDefinition, save, reload } = useDraft(campaign);
  const mayWrite = useMay('campaigns.write');
  const form = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save();
  };
  const actions = mayWrite && (
    <>
      <Button
        type="submit"
        form={form}
        variant="default"
        leftSection={<IconDeviceFloppy size={16} />}
        disabled={!isChanged}
        loading={saving.isPending}
      >
        {isChanged ? 'Save' : 'Saved'}
      </Button>
      <CampaignMenu campaign={campaign} />
    </>
  );
  const fields = { definition: draft.definition, onChange: changeDefinition };
  return (
    <Screen title={campaign.name} about={campaign.description} above={above} actions={actions}>
      {isOutdated ? (
        <Alert color="amber" title="Changed meanwhile" role="alert">
          Another user has saved a newer version of this campaign. Reload it and enter your changes again.
          <Button variant="default" size="compact-sm" mt="xs" display="block" onClick={reload}>
            Reload
          </Button>
        </Alert>
      ) : (
        saving.error && (
          <Alert color="red" title="Not saved" role="alert">
            {saving.error.message}
          </Alert>
        )
      )}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <form id={form} onSubmit={submit}>
            <fieldset disabled={!mayWrite} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
              <Stack gap="lg">
                <Panel title="Message">
                  <MessageFields {...fields} name={draft.name} onName={(name) => change({ name })} />
                </Panel>
                <Panel
                  title="Audience"
                  about="A contact in any of the included sets gets it once, unless it is in an excluded one. Who has not agreed gets nothing."
                >
                  <AudienceFields {...fields} campaignId={campaign.id} />
                </Panel>
                <Panel title="When">
                  <ScheduleFields {...fields} />
                </Panel>
                <TestFields {...fields} />
                <PaceFields {...fields} />
              </Stack>
            </fieldset>
          </form>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="lg" style={{ position: 'sticky', top: 72 }}>
            <PreviewPanel campaign={campaign} isChanged={isChanged} />
            <LaunchPanel campaign={campaign} isChanged={isChanged} form={form} isSaving={saving.isPending} />
            {mayWrite && <SendTestPanel definition={campaign.definition} />}
          </Stack>
        </Grid.Col>
      </Grid>
    </Screen>
  );
}
