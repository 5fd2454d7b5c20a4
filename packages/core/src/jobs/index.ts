import { alertMailJob, alertWebhookJob } from '../alerts/index.ts';
import { readPhonesJob, revalueContactsJob } from '../contacts/index.ts';
import { callWebhookJob, enterByPriceDropJob, notifyUserJob, runWaveJob } from '../flows/index.ts';
import { sendDelivery, sendTest } from '../messages/index.ts';
import { erasureJob } from '../privacy/index.ts';
import type { AnyJobDefinition } from '../queue/index.ts';

/** Everything that workers run. */
export const jobs: readonly AnyJobDefinition[] = [
  sendDelivery,
  sendTest,
  runWaveJob,
  enterByPriceDropJob,
  callWebhookJob,
  notifyUserJob,
  erasureJob,
  readPhonesJob,
  revalueContactsJob,
  alertMailJob,
  alertWebhookJob,
];

/** The kinds of jobs that tell other systems something. */
export const syncKinds: readonly string[] = jobs.filter(({ isSync }) => isSync).map(({ kind }) => kind);
