import type { Topic } from '@beckon/contract';
import type { Caller } from '../access/index.ts';
import { audited, compareFacts, listOf } from '../audit/index.ts';
import * as consent from '../consent/index.ts';
import type { Context } from '../ports/index.ts';
import { readSettings } from '../tenants/index.ts';
import * as topics from '../topics/index.ts';

export function putTopics(ctx: Context, caller: Caller, given: readonly Topic[]): Promise<void> {
  const { tenantId } = caller;
  const facts = (list: readonly Topic[]) => ({
    topics: list.map(({ id, name, description }) => `${name} (${id})${description && `: ${description}`}`),
  });
  return audited(ctx, caller, async (inTx) => {
    const { name } = await readSettings(inTx, tenantId);
    const before = await topics.readTopics(inTx, tenantId);
    await topics.putTopics(inTx, tenantId, given);
    return {
      result: undefined,
      change: {
        action: 'topics.changed',
        target: { kind: 'tenant', id: tenantId },
        ...compareFacts(name, { topics: 'Topics' }, facts(before), facts(given)),
      },
    };
  });
}

export function registerWordings(
  ctx: Context,
  caller: Caller,
  wordings: readonly { version: string; text: string }[],
): Promise<void> {
  const { tenantId } = caller;
  return audited(ctx, caller, async (inTx) => {
    await consent.registerWordings(inTx, tenantId, wordings);
    const versions = [...new Set(wordings.map(({ version }) => version))];
    return {
      result: undefined,
      change: {
        action: 'wordings.registered',
        target: { kind: 'tenant', id: tenantId },
        summary: `Consent texts registered: ${listOf(versions)}`,
        after: { versions },
      },
    };
  });
}
