-- What a contact has said of the messages it gets, beside consent. The gate reads it in the statement that starts a sending.
alter table contacts
  -- Grows when links of before must not work any more: each link for preferences names the one it was made in.
  add column generation integer not null default 0,
  -- At most one marketing message a day, a week or a month; null leaves it to the shop.
  add column frequency text check (frequency in ('daily', 'weekly', 'monthly')),
  add column paused_until timestamptz;

-- What a shop writes about, in the order in which it is shown.
create table topics (
  tenant_id text not null,
  id text not null,
  name text not null,
  description text not null,
  position integer not null,
  primary key (tenant_id, id)
);

-- What a contact said of a topic; without a row it gets messages about it, if it gets any.
create table contact_topics (
  tenant_id text not null,
  contact_id text not null,
  topic_id text not null,
  is_wanted boolean not null,
  said_at timestamptz not null,
  primary key (tenant_id, contact_id, topic_id)
);

-- What a message is about, if about one of the topics.
alter table messages add column topic_id text;

-- Whoever asks for a link to their preferences, or wants another address, gets a confirmation too: the limits count all.
alter table sign_ups drop constraint sign_ups_kind_check,
  add constraint sign_ups_kind_check check (kind in ('newsletter', 'waitlist', 'preferences', 'email_change'));
