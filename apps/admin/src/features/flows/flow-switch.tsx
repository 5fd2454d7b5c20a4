import type { FlowDetail } from '@beckon/contract';
import { useMay } from '../../parts/auth/use-may.ts';
import { ConfirmButton } from '../../parts/screen/confirm-button.tsx';
import { usePauseFlow, useResumeFlow } from './api/use-flow-status.ts';

/** Pauses a live flow, resumes a paused one; for users who may. */
export function FlowSwitch({ flow }: { flow: FlowDetail }) {
  const pause = usePauseFlow(flow.id);
  const resume = useResumeFlow(flow.id);
  const mayWrite = useMay('flows.write');
  if (!mayWrite) return null;
  const late = (flow.published ?? flow.definition).lateMessages === 'send' ? 'are sent late' : 'are skipped';
  if (flow.status === 'live')
    return (
      <ConfirmButton
        label="Pause"
        about={`Pause ${flow.name}`}
        question={`No contact enters, and no message of it begins to be sent. Contacts inside stay where they stand until you resume it; messages that are more than 24 hours late by then ${late}.`}
        isBusy={pause.isPending}
        onConfirm={() => pause.mutate()}
      />
    );
  if (flow.status === 'paused')
    return (
      <ConfirmButton
        label="Resume"
        about={`Resume ${flow.name}`}
        question={`Contacts enter again, and those inside go on where they stand. Messages that are more than 24 hours late ${late}.`}
        isBusy={resume.isPending}
        onConfirm={() => resume.mutate()}
      />
    );
  return null;
}
