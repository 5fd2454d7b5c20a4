import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CampaignDetail, ResponseOf } from '@beckon/contract';
import { createDb, sql } from '@beckon/core/db';
import type { Id } from '@beckon/core/lib';
import type { Context } from '@beckon/core/ports';
import { makeSubscribers } from '@beckon/core/testing/subscribers';
import { startMailSink } from '@beckon/test-setup/mail-sink';
import { type RunningBeckon, startBeckon } from '@beckon/test-setup/start-beckon';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import { expect, onTestFinished, test } from 'vitest';

const recipients = 5_000;

/**
 * Ends the whole process at about 10, 40 and 80 percent of a campaign, and changes its throttle while it is paused (case
 * C1): it has been sent only when all recipients are accounted for, and nobody gets it twice.
 */
test('whenever the process is killed, a campaign accounts for each recipient, and sends to each at most once', async () => {
  const sink = await startMailSink(2);
  const folder = await chooseTestFolder();
  let beckon: RunningBeckon = await startBeckon(folder, { SMTP_URL: sink.url });
  onTestFinished(async () => {
    await beckon.stop();
    sink.close();
    await rm(folder, { recursive: true, force: true });
  });
  /** A call that is repeated while the database recovers, or the machine is busy: the key makes it one. */
  const ask = async <T = CampaignDetail>(method: string, path: string, body?: object): Promise<T> => {
    const key = randomUUID();
    for (let tries = 1; ; tries++) {
      const answer = await fetch(`${beckon.dev.apiUrl}/api/v1/${path}`, {
        method,
        headers: {
          authorization: `Bearer ${beckon.dev.apiKey}`,
          'content-type': 'application/json',
          'idempotency-key': `"${key}"`,
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
      });
      if (answer.ok) return (await answer.json()) as T;
      if (answer.status !== 503 || tries === 20) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      await pause(500);
    }
  };
  const { databaseUrl } = JSON.parse(await readFile(join(folder, 'running.json'), 'utf8')) as { databaseUrl: string };
  const db = createDb({ url: databaseUrl, monotonic: () => performance.now(), maxConnections: 2 });
  const ctx = { db, clock: { now: () => new Date() } } as unknown as Context;
  const [tenant] = await db.query<{ id: Id<'ten'> }>(sql`select id from tenants`);
  await makeSubscribers(ctx, tenant!.id, recipients);
  await db.query(sql`analyze contacts, consent_state`);
  db.close();

  const { id, version } = await ask<ResponseOf<'createCampaign'>>('POST', 'campaigns', {
    name: 'Spring',
    definition: { message: 'welcome', audience: { include: [{ kind: 'segment', segment: 'newsletter' }] } },
  });
  await ask('POST', `campaigns/${id}/launch`, { version });

  const untilAccepted = async (count: number) => {
    while (sink.mails.length < count) await pause(20);
  };
  const killAt = async (count: number) => {
    await untilAccepted(count);
    await beckon.kill();
    beckon = await startBeckon(folder, { SMTP_URL: sink.url });
  };
  await killAt(recipients * 0.1);
  await killAt(recipients * 0.4);
  const paused = await ask('POST', `campaigns/${id}/pause`);
  const definition = { ...paused.definition, throttle: { max: 100_000, seconds: 60 } };
  await ask('PATCH', `campaigns/${id}`, { version: paused.version, definition });
  const acceptedAtPause = sink.mails.length;
  await pause(2_000);
  // What was begun before the answer may still be accepted.
  expect(sink.mails.length - acceptedAtPause).toBeLessThan(100);
  await ask('POST', `campaigns/${id}/resume`);
  await killAt(recipients * 0.8);

  const read = () => ask('GET', `campaigns/${id}`);
  for (let detail = await read(); detail.status !== 'sent'; detail = await read()) {
    const { sent, skipped, failed, uncertain, waiting } = detail.progress;
    expect(sent + skipped + failed + uncertain + waiting).toBe(recipients);
    await pause(500);
  }
  const { progress } = await read();
  expect(progress).toMatchObject({ recipients, skipped: 0, failed: 0, waiting: 0 });
  expect(progress.sent + progress.uncertain).toBe(recipients);
  const accepted = sink.mails.map(({ to }) => to);
  expect(new Set(accepted).size).toBe(accepted.length);
  expect(accepted.length).toBeGreaterThanOrEqual(progress.sent);
  // What was being sent at a kill may have arrived: it is marked, and not sent again.
  expect(progress.uncertain).toBeLessThanOrEqual(3 * 100);
  console.log(`${accepted.length} of ${recipients} mails accepted over 3 kills, ${progress.uncertain} uncertain`);
}, 600_000);
