import type { Campaign } from '@beckon/contract';
import { ActionIcon, Menu } from '@mantine/core';
import { IconArchive, IconCopy, IconDots } from '@tabler/icons-react';
import type { MouseEvent } from 'react';
import { useCampaignDeed } from './api/use-campaign-deeds.ts';
import { useCloneCampaign } from './api/use-new-campaign.ts';

/** What can be done to any campaign: clone it; archive it unless it is being sent. */
export function CampaignMenu({ campaign: { id, name, status } }: { campaign: Campaign }) {
  const clone = useCloneCampaign();
  const archive = useCampaignDeed(id, 'archive');
  const mayBeArchived = status === 'draft' || status === 'sent';
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`More actions: ${name}`}
          loading={clone.isPending || archive.isPending}
          onClick={stay}
        >
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown onClick={stay}>
        <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => clone.mutate(id)}>
          Clone into a draft
        </Menu.Item>
        {mayBeArchived && (
          <Menu.Item leftSection={<IconArchive size={16} />} onClick={() => archive.mutate()}>
            Archive
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** A click in the menu is none on the row below it. */
const stay = (click: MouseEvent) => click.stopPropagation();
