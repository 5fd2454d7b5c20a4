import type { IncomingEvent } from '@beckon/contract';
import { collectEvents } from '@beckon/core/collect';
import { readConsents, recordConsent } from '@beckon/core/consent';
import { findOrCreateByEmail } from '@beckon/core/contacts';
import type { Id } from '@beckon/core/lib';
import { Appender, type EventSource } from '@beckon/core/log';
import type { Context } from '@beckon/core/ports';
import { products } from '@beckon/storefront/catalog';
import { demo } from '../demo/demo-tenant.ts';
import { progressBar } from '../progress.ts';
import { tellStories } from '../seed/shopping.ts';
import type { CommandConfig } from './command-config.ts';
import { untilApplied } from './until-applied.ts';
import { withDatabase } from './with-database.ts';

const batchSize = 400;

/** `beckon seed`: the same options add the same shoppers, so running it twice adds nothing. */
export async function seedCommand(
  config: CommandConfig,
  options: { shoppers: number; days: number; seed: number },
): Promise<void> {
  await withDatabase(config, 'seed', async (command) => {
    const { ctx } = command;
    const appender = new Appender(ctx.db, { deadline: 30_000 });
    // Whole days, so that a second run on the same day yields the same events.
    const until = new Date(ctx.clock.now().toISOString().slice(0, 10));
    const stories = [...tellStories({ ...options, until, products })];
    const browser = await send(
      ctx,
      appender,
      demo.storefrontSource,
      'browser',
      stories.flatMap((story) => story.browser),
    );
    const server = await send(
      ctx,
      appender,
      demo.serverSource,
      'server',
      stories.flatMap((story) => story.server),
    );
    await untilApplied(command);
    const subscribers = stories.filter((story) => story.subscribes);
    const bar = progressBar('subscribing', subscribers.length);
    for (const [index, story] of subscribers.entries()) {
      await subscribeSeeded(ctx, story.email);
      bar.update(index + 1);
    }
    bar.stop();
    console.log(`${options.shoppers} shoppers: ${browser + server} events added, ${subscribers.length} subscribers`);
  });
}

async function send(
  ctx: Context,
  appender: Appender,
  id: Id<'src'>,
  kind: EventSource['kind'],
  events: IncomingEvent[],
): Promise<number> {
  const source = { id, tenantId: demo.tenantId, kind };
  const bar = progressBar(`${kind} events`, events.length);
  let added = 0;
  for (let at = 0; at < events.length; at += batchSize) {
    const result = await collectEvents(
      ctx,
      appender,
      source,
      JSON.stringify({ events: events.slice(at, at + batchSize) }),
    );
    added += result.accepted;
    bar.update(at + batchSize);
  }
  bar.stop();
  return added;
}

/** The seed acts for the shop, like a call with the secret key. */
async function subscribeSeeded(ctx: Context, email: string): Promise<void> {
  const { tenantId } = demo;
  const contactId = await findOrCreateByEmail(ctx, tenantId, email);
  if ((await readConsents(ctx, tenantId, contactId)).length > 0) return;
  const entry = {
    contactId,
    action: 'granted' as const,
    source: 'seed',
    method: 'secret_key',
    wordingVersion: 'demo-1',
    evidence: {},
  };
  await ctx.db.transaction((tx) =>
    recordConsent({ ...ctx, db: tx }, tenantId, [
      { ...entry, type: 'email' },
      { ...entry, type: 'marketing' },
    ]),
  );
}
