import type { AnyContext } from '../ports/index.ts';
import { removeJobLimit, setJobLimit } from '../queue/index.ts';

/** The limit that all text messages of a shop share: numbers may send so many in a second, carriers drop the others. */
export const smsLimitKey = 'send/sms';

/**
 * Limits how many text messages of a shop begin to be sent in a second. Each passes the gate when its turn has come, so a
 * backlog stops where quiet hours begin.
 * @param perSecond null: no limit
 */
export async function limitSms(ctx: AnyContext, tenantId: string, perSecond: number | null): Promise<void> {
  if (perSecond === null) await removeJobLimit(ctx, tenantId, smsLimitKey);
  else await setJobLimit(ctx, tenantId, smsLimitKey, { rate: { max: perSecond, window: 1_000 } });
}
