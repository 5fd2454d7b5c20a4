import type { Flow, FlowRun } from '@beckon/contract';
import {
  IconArchive,
  IconCircleCheck,
  IconCircleDashed,
  IconDoorExit,
  IconPlayerPause,
  IconPlayerPlay,
  IconProgress,
  IconUrgent,
  type TablerIcon,
} from '@tabler/icons-react';

export type StateLook = { label: string; color: string; icon: TablerIcon; about: string };

/** The states of a flow: told apart by word and icon, not by colour alone. */
export const flowLooks: Record<Flow['status'], StateLook> = {
  draft: { label: 'Draft', color: 'gray', icon: IconCircleDashed, about: 'Never published: no contact enters.' },
  live: { label: 'Live', color: 'pine', icon: IconPlayerPlay, about: 'Contacts enter, and messages are sent.' },
  paused: { label: 'Paused', color: 'amber', icon: IconPlayerPause, about: 'No contact enters, and nothing is sent.' },
  archived: { label: 'Archived', color: 'gray', icon: IconArchive, about: 'Ended for good.' },
};

/** The states of a run. */
export const runLooks: Record<FlowRun['status'], StateLook> = {
  active: { label: 'Inside', color: 'blue', icon: IconProgress, about: 'The contact is inside the flow.' },
  finished: { label: 'Finished', color: 'pine', icon: IconCircleCheck, about: 'It took its last step.' },
  exited: { label: 'Left', color: 'gray', icon: IconDoorExit, about: 'It ended before the last step.' },
  failed: { label: 'Failed', color: 'red', icon: IconUrgent, about: 'A step failed again and again.' },
};
