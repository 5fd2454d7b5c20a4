import { sql } from '../db/index.ts';
import { languages } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { variablesIn } from './liquid.ts';
import { writeMarketingMessages } from './marketing-messages.ts';
import { button, type DefaultMessage, link, productCard, quiet, text, title, withVariables } from './message-parts.ts';
import { type MessageTexts, messageTexts } from './texts/index.ts';

/** The messages that Beckon itself sends for a shop, in one language. */
function writeServiceMessages(t: MessageTexts): DefaultMessage[] {
  const notYou = `${t.notYou}{% if block_url %} ${link('block_url', t.block)}{% endif %}`;
  return [
    {
      key: 'newsletter_confirmation',
      name: 'Newsletter: confirm your address',
      category: 'transactional',
      subject: t.confirmSubject,
      preheader: t.confirmPreheader,
      body: [
        title(t.confirmTitle),
        text(`{% if first_name %}${t.hello}<br /><br />{% endif %}${t.confirmText}`),
        button('confirm_url', t.confirmButton),
        quiet(notYou),
      ].join('\n'),
    },
    {
      key: 'waitlist_confirmation',
      name: 'Back in stock: confirm your address',
      category: 'transactional',
      subject: t.waitSubject,
      preheader: t.waitPreheader,
      body: [title(t.waitTitle), text(t.waitText), button('confirm_url', t.waitButton), quiet(notYou)].join('\n'),
    },
    {
      key: 'back_in_stock',
      name: 'Back in stock',
      category: 'transactional',
      subject: t.backSubject,
      preheader: t.backPreheader,
      body: [
        title(t.backTitle),
        productCard,
        text(t.backText),
        button('product.url', t.backButton),
        quiet(link('leave_url', t.backLeave)),
      ].join('\n'),
    },
    {
      key: 'back_in_stock_push',
      name: 'Push: back in stock',
      channel: 'push',
      category: 'transactional',
      subject: t.backSubject,
      body: t.backPush,
    },
    {
      key: 'still_watching',
      name: 'Back in stock: still interested?',
      category: 'transactional',
      subject: t.stillSubject,
      preheader: t.stillPreheader,
      body: [title(t.stillTitle), text(t.stillText), button('keep_url', t.stillButton), quiet(t.stillQuiet)].join('\n'),
    },
    {
      key: 'preferences_link',
      name: 'Preferences: link',
      category: 'transactional',
      subject: t.linkSubject,
      preheader: t.linkPreheader,
      body: [title(t.linkTitle), text(t.linkText), button('preferences_url', t.linkButton), quiet(t.linkQuiet)].join(
        '\n',
      ),
    },
    {
      key: 'email_change',
      name: 'Preferences: confirm the new address',
      category: 'transactional',
      subject: t.moveSubject,
      preheader: t.movePreheader,
      body: [title(t.moveTitle), text(t.moveText), button('change_url', t.moveButton), quiet(t.moveQuiet)].join('\n'),
    },
    {
      key: 'push_welcome',
      name: 'Push: welcome',
      channel: 'push',
      category: 'transactional',
      subject: '{{ shop.name }}',
      body: t.pushWelcome,
    },
    {
      key: 'sms_stopped',
      name: 'SMS: stopped',
      channel: 'sms',
      category: 'transactional',
      subject: '',
      // Shows that they are stopped, instead of a way to stop them once more.
      body: `${t.smsStopped} {{ opt_out_url }}`,
    },
    {
      key: 'sms_started',
      name: 'SMS: started again',
      channel: 'sms',
      category: 'transactional',
      subject: '',
      body: t.smsStarted,
    },
  ];
}

/** The default messages of a shop, in one language. */
function writeMessages(texts: MessageTexts): DefaultMessage[] {
  const t = withVariables(texts);
  return [...writeServiceMessages(t), ...writeMarketingMessages(t)];
}

/** The variables that the default message with this key takes, such as the link that Beckon puts into a confirmation. */
export function variablesOfDefault(key: string): ReadonlySet<string> {
  const message = writeMessages(messageTexts.en).find((one) => one.key === key);
  return new Set(message ? [message.subject, message.body].flatMap(variablesIn) : []);
}

/**
 * Stores the default messages of a tenant, in all languages. Messages that the tenant has changed are left unchanged: a
 * rewritten message gets no translations of ours beside it.
 */
export async function installDefaultMessages(ctx: AnyContext, tenantId: string): Promise<void> {
  const now = ctx.clock.now();
  const rows = languages.flatMap((language) =>
    writeMessages(messageTexts[language]).map((message) => ({
      channel: 'email',
      preheader: '',
      ...message,
      id: language === 'en' ? ctx.ids.newId('msg') : '',
      language,
    })),
  );
  await ctx.db.query(sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as g (id text, key text, name text,
        channel text, category text, language text, subject text, preheader text, body text)
    ), made as (
      insert into messages (id, tenant_id, key, name, channel, category, language, subject, preheader, body, updated_at)
      select id, ${tenantId}, key, name, channel, category, language, subject, preheader, body, ${now}
      from given where language = 'en'
      on conflict (tenant_id, key) do nothing returning id, key
    ), ours as (
      select id, key from made
      union all
      select m.id, m.key from messages m join given g on g.key = m.key and g.language = 'en'
      where m.tenant_id = ${tenantId} and m.subject = g.subject and m.body = g.body
    )
    insert into message_translations (tenant_id, message_id, language, subject, preheader, body, updated_at)
    select ${tenantId}, o.id, g.language, g.subject, g.preheader, g.body, ${now}
    from given g join ours o on o.key = g.key where g.language <> 'en'
    on conflict do nothing`);
}
