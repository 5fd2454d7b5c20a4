import type { Channel } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';

type DefaultMessage = {
  key: string;
  name: string;
  channel?: Channel;
  category: 'transactional' | 'marketing';
  subject: string;
  /** MJML for mails, plain text for push. */
  body: string;
};

const defaults: readonly DefaultMessage[] = [
  {
    key: 'newsletter_confirmation',
    name: 'Newsletter: confirm your address',
    category: 'transactional',
    subject: 'Please confirm: news from {{ shop.name }}',
    body: `<mj-text css-class="title">One click and you are in</mj-text>
<mj-text>Hello{% if first_name %} {{ first_name }}{% endif %}, someone entered this address at {{ shop.name }}. If it was you, confirm it and our news will find you.</mj-text>
<mj-button href="{{ confirm_url }}">Confirm my address</mj-button>
<mj-text css-class="quiet">It was not you? Then do nothing: without a click you will not hear from us.{% if never_url %} If somebody keeps entering your address, <a href="{{ never_url }}" style="color:#5b6472">never let us write to it again</a>.{% endif %}</mj-text>`,
  },
  {
    key: 'waitlist_confirmation',
    name: 'Back in stock: confirm your address',
    category: 'transactional',
    subject: "Shall we tell you when {{ product_title | default: 'it' }} is back?",
    body: `<mj-text css-class="title">One click and we keep an eye on it</mj-text>
<mj-text>Someone asked {{ shop.name }} to write to this address when {{ product_title | default: 'a product' }} is back in stock. If it was you, confirm it.</mj-text>
<mj-button href="{{ confirm_url }}">Yes, tell me</mj-button>
<mj-text css-class="quiet">It was not you? Then do nothing: without a click you will not hear from us.{% if never_url %} If somebody keeps entering your address, <a href="{{ never_url }}" style="color:#5b6472">never let us write to it again</a>.{% endif %}</mj-text>`,
  },
  {
    key: 'back_in_stock',
    name: 'Back in stock',
    category: 'transactional',
    subject: 'Back in stock: {{ product.title }}',
    body: `<mj-text css-class="title">It is back</mj-text>
<mj-raw>{% if product.image_url %}</mj-raw><mj-image src="{{ product.image_url }}" alt="" border-radius="10px" padding="0 0 20px" /><mj-raw>{% endif %}</mj-raw>
<mj-text><strong>{{ product.title }}</strong>{% if product.price %}<br />{{ product.price }}{% endif %}</mj-text>
<mj-text>You asked us to tell you. We tell only as many people at a time as there are pieces, but we cannot keep one aside.</mj-text>
<mj-button href="{{ product.url }}">Take a look</mj-button>
<mj-text css-class="quiet">Not interested any more? <a href="{{ leave_url }}" style="color:#5b6472">Stop watching this product</a>.</mj-text>`,
  },
  {
    key: 'still_watching',
    name: 'Back in stock: still watching?',
    category: 'transactional',
    subject: "Still waiting for {{ product_title | default: 'it' }}?",
    body: `<mj-text css-class="title">Still waiting?</mj-text>
<mj-text>Some time ago you asked us to tell you when {{ product_title | default: 'a product' }} is back. It is not yet. Shall we go on watching it for you?</mj-text>
<mj-button href="{{ keep_url }}">Yes, keep watching</mj-button>
<mj-text css-class="quiet">If we do not hear from you, we stop in two weeks.</mj-text>`,
  },
  {
    key: 'preferences_link',
    name: 'Preferences: the link',
    category: 'transactional',
    subject: 'Your preferences at {{ shop.name }}',
    body: `<mj-text css-class="title">What would you like to get?</mj-text>
<mj-text>Someone asked {{ shop.name }} for the link to the preferences of this address. There you choose what we write about and how often, and see or erase what we know of you. The link works for one day.</mj-text>
<mj-button href="{{ preferences_url }}">Open my preferences</mj-button>
<mj-text css-class="quiet">It was not you? Then do nothing, and pass this mail on to nobody: the link is for you alone.</mj-text>`,
  },
  {
    key: 'email_change',
    name: 'Preferences: confirm the new address',
    category: 'transactional',
    subject: 'Please confirm your new address: {{ shop.name }}',
    body: `<mj-text css-class="title">Is this your new address?</mj-text>
<mj-text>Someone wants to get the mails of {{ shop.name }} at this address from now on. If it was you, confirm it. The link works for one day.</mj-text>
<mj-button href="{{ change_url }}">Yes, this is my address</mj-button>
<mj-text css-class="quiet">It was not you? Then do nothing: without a click nothing changes.</mj-text>`,
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
  {
    key: 'push_welcome',
    name: 'Push: welcome',
    channel: 'push',
    category: 'transactional',
    subject: '{{ shop.name }}',
    body: 'This is how our news will reach you. You can turn it off at any time.',
  },
];

/** Gives a tenant the messages it starts with; what it has changed since is left alone. */
export async function installDefaultMessages(ctx: AnyContext, tenantId: string): Promise<void> {
  for (const message of defaults) {
    await ctx.db.query(sql`
      insert into messages (id, tenant_id, key, name, channel, category, subject, body, updated_at)
      values (${ctx.ids.newId('msg')}, ${tenantId}, ${message.key}, ${message.name}, ${message.channel ?? 'email'}, ${message.category},
        ${message.subject}, ${message.body}, ${ctx.clock.now()})
      on conflict (tenant_id, key) do nothing`);
  }
}
