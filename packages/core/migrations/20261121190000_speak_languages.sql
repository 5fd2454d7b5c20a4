-- A message has one language of its own; these are its others. Which of them a shopper reads is chosen when it is sent.
create table message_translations (
  tenant_id text not null,
  message_id text not null references messages (id) on delete cascade,
  language text not null,
  subject text not null,
  preheader text not null default '',
  body text not null,
  updated_at timestamptz not null,
  primary key (message_id, language)
);
alter table messages add column language text not null default 'en';
alter table messages add column preheader text not null default '';

-- The language of the occasion, where it has one: the form that was filled in, the browser that was subscribed.
alter table deliveries add column language text;
