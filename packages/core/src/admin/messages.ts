import {
  type Message,
  type MessageBlock,
  type MessageChanges,
  type MessageContents,
  type MessageDetail,
  type MessageTest,
  messageLimits,
  type NewMessage,
  type UtmRules,
} from '@beckon/contract';
import { type Caller, listUsers } from '../access/index.ts';
import { audited, compareFacts, countAudit } from '../audit/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import * as messages from '../messages/index.ts';
import type { Context } from '../ports/index.ts';
import { readSettings } from '../tenants/index.ts';

/** @throws DomainError `not_found`, `validation_failed`, `conflict` */
export function putMessageTopic(ctx: Context, caller: Caller, id: string, topic: string | null): Promise<Message> {
  return audited(ctx, caller, async (inTx) => {
    const [before] = await messages.readMessages(inTx, caller.tenantId, id);
    if (!before) throw new DomainError('not_found', 'there is no message with this id');
    const result = await messages.putMessageTopic(inTx, caller.tenantId, id, topic);
    return {
      result,
      change: {
        action: 'message.changed',
        target: { kind: 'message', id },
        ...compareFacts(before.name, { topic: 'Topic' }, before, result),
      },
    };
  });
}

/** @throws DomainError `validation_failed`, `conflict` */
export function createMessage(ctx: Context, caller: Caller, given: NewMessage): Promise<MessageDetail> {
  return audited(ctx, caller, async (inTx) => {
    const message = await messages.createMessage(inTx, caller.tenantId, given);
    return {
      result: await messages.readMessageDetail(inTx, caller.tenantId, message.id),
      change: {
        action: 'message.created',
        target: { kind: 'message', id: message.id },
        summary: `Message ${message.name} created`,
        after: { name: message.name, ...factsOf(message.draft, message.draftUtm) },
      },
    };
  });
}

/** @throws DomainError `not_found`, `validation_failed`, `conflict` */
export function changeMessage(
  ctx: Context,
  caller: Caller,
  id: Id<'msg'>,
  changes: MessageChanges,
): Promise<MessageDetail> {
  return audited(ctx, caller, async (inTx) => {
    const { before, after } = await messages.changeMessage(inTx, caller.tenantId, id, changes);
    const [was, is] = [before, after].map((message) => ({
      name: message.name,
      ...factsOf(message.draft ?? message.published, message.draftUtm ?? message.publishedUtm),
    }));
    return {
      result: await messages.readMessageDetail(inTx, caller.tenantId, id),
      change: {
        action: 'message.changed',
        target: { kind: 'message', id },
        ...compareFacts(before.name, { name: 'Name', utm: 'UTM parameters', ...labelsOf(was!, is!) }, was!, is!),
      },
    };
  });
}

/** @throws DomainError `not_found`, `validation_failed` for a draft with errors, `conflict` */
export function publishMessage(ctx: Context, caller: Caller, id: Id<'msg'>, version: number): Promise<MessageDetail> {
  return audited(ctx, caller, async (inTx) => {
    const draft = await messages.readMessage(inTx, caller.tenantId, id);
    const errors = (await messages.findFaults(inTx, caller.tenantId, draft)).filter((one) => one.severity === 'error');
    if (draft.draft && errors.length > 0) {
      throw new DomainError('validation_failed', 'the draft has errors', {
        errors: errors.map(({ language, text }) => ({ path: `draft.${language}`, message: text })),
      });
    }
    const { before, after } = await messages.publishMessage(inTx, caller.tenantId, id, version);
    return {
      result: await messages.readMessageDetail(inTx, caller.tenantId, id),
      change: {
        action: 'message.published',
        target: { kind: 'message', id },
        summary: `Message ${after.name} published`,
        before: { publishedVersion: before.publishedVersion, ...factsOf(before.published, before.publishedUtm) },
        after: { publishedVersion: after.publishedVersion, ...factsOf(after.published, after.publishedUtm) },
      },
    };
  });
}

/**
 * Queues a test message to a user of the shop, or to another address if the caller may.
 * @throws DomainError `not_found`, `permission_denied`, `rate_limited`, `conflict`
 */
export function testMessage(
  ctx: Context,
  caller: Caller,
  id: Id<'msg'>,
  { to, ...request }: MessageTest,
): Promise<void> {
  const { tenantId } = caller;
  return audited(ctx, caller, async (inTx) => {
    const { name } = await messages.readMessage(inTx, tenantId, id);
    const isUser = (await listUsers(inTx, tenantId)).some(({ email }) => email.toLowerCase() === to.toLowerCase());
    if (!isUser && !caller.permissions.has('messages.test')) {
      throw new DomainError('permission_denied', 'without messages.test, tests go to users of the shop only');
    }
    const since = new Date(ctx.clock.now().getTime() - hour);
    if ((await countAudit(inTx, tenantId, 'message.tested', since)) >= messageLimits.maxTestsPerHour) {
      throw new DomainError('rate_limited', `at most ${messageLimits.maxTestsPerHour} tests in an hour`, {
        retryAfter: hour / 1_000,
      });
    }
    await messages.queueTest(inTx, tenantId, { messageId: id, to, request });
    return {
      result: undefined,
      change: {
        action: 'message.tested',
        target: { kind: 'message', id },
        summary: `Message ${name} sent as a test to ${isUser ? to : 'another address'}`,
      },
    };
  });
}

const hour = 60 * 60_000;

/** @throws DomainError `validation_failed`, `conflict` */
export function putMessageBlocks(ctx: Context, caller: Caller, given: readonly MessageBlock[]): Promise<void> {
  const { tenantId } = caller;
  return audited(ctx, caller, async (inTx) => {
    const { name } = await readSettings(inTx, tenantId);
    const [was, is] = [await messages.listBlocks(inTx, tenantId), given].map((blocks) => ({
      blocks: blocks.map((block) => `${block.name}: ${block.body}`),
    }));
    await messages.putBlocks(inTx, tenantId, given);
    return {
      result: undefined,
      change: {
        action: 'message_blocks.changed',
        target: { kind: 'tenant', id: tenantId },
        ...compareFacts(name, { blocks: 'Blocks' }, was!, is!),
      },
    };
  });
}

/** The contents of a message, by language, and its UTM parameters. */
function factsOf(contents: MessageContents | null, utm: UtmRules | null): { utm: string } & Record<string, string> {
  const byLanguage = Object.entries(contents ?? {}).map(([language, { subject, preheader, body }]) => [
    language,
    [subject, preheader, body].join('\n'),
  ]);
  return { ...Object.fromEntries(byLanguage), utm: utmInWords(utm ?? {}) };
}

function utmInWords(utm: UtmRules): string {
  if (utm === false) return 'none';
  return (
    Object.entries(utm)
      .map(([name, value]) => `utm_${name}=${value}`)
      .join(' ') || 'those of the shop'
  );
}

const labelsOf = (...facts: Record<string, string>[]): Record<string, string> =>
  Object.fromEntries(
    facts
      .flatMap((one) => Object.keys(one))
      .filter((key) => key !== 'name' && key !== 'utm')
      .map((language) => [language, `Text in ${language}`]),
  );
