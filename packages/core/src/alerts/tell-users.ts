import { type Alert, alertRuleKeys, type Role, type User } from '@beckon/contract';
import { listUsers } from '../access/index.ts';
import { sql } from '../db/index.ts';
import { describeError, type Id } from '../lib/index.ts';
import { mailUser } from '../messages/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { defineJob, enqueue, type JobOutcome } from '../queue/index.ts';
import { readSettings } from '../tenants/index.ts';
import { writeAlertMail } from './alert-mail.ts';
import { readAlerts } from './list-alerts.ts';
import { ruleDefinitions } from './rules.ts';
import type { alertClocks } from './tables.ts';

/** Ids only: what is written is read when it is written. */
type Told = { userId: string; opened: Id<'alr'>[]; resolved: Id<'alr'>[]; others: number };

/** Milliseconds between two mails to the users of a shop: at most six an hour. What happens in between comes together. */
const mailedEvery = 10 * 60_000;

/** Alerts that one mail shows; it says how many others there are. */
const maxShown = 20;

/** Writes a mail about alerts to a user of the shop. */
export const alertMailJob = defineJob<Told>({
  kind: 'alert.mail',
  run: (ctx, { tenantId, payload, id }) => sendMail(ctx, tenantId, id, payload),
});

/**
 * Tells the users of each shop which alerts were opened and resolved since the last mail, if that was ten minutes ago or
 * more. Alerts of muted rules wait until the rule is not muted any more.
 */
export async function tellUsers(ctx: Context): Promise<void> {
  for (const tenantId of await findUntold(ctx)) {
    await ctx.db
      .transaction((tx) => tell({ ...ctx, db: tx }, tenantId))
      .catch((error: unknown) =>
        ctx.log.warn('users could not be told about alerts', { tenantId, error: describeError(error) }),
      );
  }
}

const isUntold = sql`(a.opened_told_at is null or (a.resolved_at is not null and a.resolved_told_at is null))
  and not exists (select from alert_rules r where r.tenant_id = a.tenant_id and r.rule = a.rule and r.is_muted)`;

async function findUntold(ctx: AnyContext): Promise<Id<'ten'>[]> {
  const rows = await ctx.db.query<Pick<typeof alertClocks.$inferSelect, 'tenantId'>>(sql`
    select distinct a.tenant_id as "tenantId" from alerts a where ${isUntold}`);
  return rows.map(({ tenantId }) => tenantId);
}

async function tell(ctx: Context<Transaction>, tenantId: Id<'ten'>): Promise<void> {
  if (!(await takeTurn(ctx, tenantId))) return;
  const untold = await readAlerts(ctx, tenantId, sql`and ${isUntold} order by a.id`);
  const users = (await listUsers(ctx, tenantId)).filter(({ status }) => status === 'active');
  const mails = users.flatMap((user) => {
    const shown = untold.filter((alert) => isFor(user, alert, users));
    const told = shown.slice(0, maxShown);
    const idsOf = (isOpen: boolean) =>
      told.filter(({ resolvedAt }) => (resolvedAt === null) === isOpen).map(({ id }) => id as Id<'alr'>);
    const payload = {
      userId: user.id,
      opened: idsOf(true),
      resolved: idsOf(false),
      others: shown.length - told.length,
    };
    return told.length === 0 ? [] : [{ tenantId, payload }];
  });
  await enqueue(ctx, alertMailJob, mails);
  const now = ctx.clock.now();
  await ctx.db.query(sql`
    update alerts set opened_told_at = coalesce(opened_told_at, ${now}),
      resolved_told_at = case when resolved_at is null then null else coalesce(resolved_told_at, ${now}) end
    where id in ${sql.texts(untold.map(({ id }) => id))}`);
}

/** @returns false if the last mail was less than ten minutes ago */
async function takeTurn(ctx: AnyContext, tenantId: Id<'ten'>): Promise<boolean> {
  const now = ctx.clock.now();
  const taken = await ctx.db.query(sql`
    insert into alert_clocks as c (tenant_id, evaluated_at, told_at) values (${tenantId}, '-infinity', ${now})
    on conflict (tenant_id) do update set told_at = excluded.told_at
      where c.told_at is null or c.told_at <= ${new Date(now.getTime() - mailedEvery)} or c.told_at > ${now}
    returning 1`);
  return taken.length === 1;
}

const admins: readonly Role[] = ['owner', 'admin'];

/** Marketers are told about what is theirs; owners and admins where there are none. */
function isFor({ role }: User, { rule }: Alert, users: readonly User[]): boolean {
  const isMarketing = ruleDefinitions[rule].audience === 'marketing';
  const hasMarketers = users.some((user) => user.role === 'marketer');
  return isMarketing && hasMarketers ? role === 'marketer' : admins.includes(role);
}

async function sendMail(
  ctx: Context,
  tenantId: Id<'ten'>,
  jobId: Id<'job'>,
  { userId, opened, resolved, others }: Told,
): Promise<JobOutcome> {
  const user = (await listUsers(ctx, tenantId)).find(({ id }) => id === userId);
  // Removed in the meantime.
  if (!user) return { outcome: 'done' };
  const { name, timezone } = await readSettings(ctx, tenantId);
  const alerts = await readAlerts(ctx, tenantId, sql`and a.id in ${sql.texts([...opened, ...resolved])}`);
  alerts.sort((a, b) => alertRuleKeys.indexOf(a.rule) - alertRuleKeys.indexOf(b.rule) || (a.id < b.id ? -1 : 1));
  const of = (ids: readonly string[]) => alerts.filter(({ id }) => ids.includes(id));
  const mail = writeAlertMail({ shop: name, timezone, opened: of(opened), resolved: of(resolved), others });
  return mailUser(ctx, tenantId, { ...mail, to: user.email, vendorKey: jobId });
}
