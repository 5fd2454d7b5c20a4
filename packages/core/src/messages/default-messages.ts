import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';

const defaults = [
  {
    key: 'newsletter_confirmation',
    name: 'Newsletter: confirm your address',
    category: 'transactional',
    subject: 'Please confirm: news from {{ shop.name }}',
    body: `<mj-text css-class="title">One click and you are in</mj-text>
<mj-text>Hello{% if first_name %} {{ first_name }}{% endif %}, someone entered this address at {{ shop.name }}. If it was you, confirm it and our news will find you.</mj-text>
<mj-button href="{{ confirm_url }}">Confirm my address</mj-button>
<mj-text css-class="quiet">It was not you? Then do nothing: without a click you will not hear from us again.</mj-text>`,
  },
  {
    key: 'welcome',
    name: 'Welcome',
    category: 'marketing',
    subject: 'Welcome to {{ shop.name }}',
    body: `<mj-text css-class="title">Welcome, {{ contact.first_name | default: 'good to have you here' }}</mj-text>
<mj-text>Thank you for signing up. You will hear from us when there is something worth your time: new pieces, the stories behind them, and now and then an early look.</mj-text>
<mj-button href="{{ shop.url }}">Visit the shop</mj-button>`,
  },
] as const;

/** Gives a tenant the messages it starts with; what it has changed since is left alone. */
export async function installDefaultMessages(ctx: AnyContext, tenantId: string): Promise<void> {
  for (const message of defaults) {
    await ctx.db.query(sql`
      insert into messages (id, tenant_id, key, name, channel, category, subject, body, updated_at)
      values (${ctx.ids.newId('msg')}, ${tenantId}, ${message.key}, ${message.name}, 'email', ${message.category},
        ${message.subject}, ${message.body}, ${ctx.clock.now()})
      on conflict (tenant_id, key) do nothing`);
  }
}
