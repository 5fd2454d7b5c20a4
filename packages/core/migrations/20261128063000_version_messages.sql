-- Messages have drafts and a history. What is published stays where it is, in `messages` and `message_translations`.
alter table messages
  -- Grows with each change: a change of an older version is refused.
  add column version integer not null default 1,
  -- Null: nothing is published yet.
  add column published_version integer default 1;

-- The draft of a message, and the versions that were published before the present one.
create table message_versions (
  tenant_id text not null,
  message_id text not null references messages (id) on delete cascade,
  version integer not null,
  -- By language: subject, preheader, body.
  contents jsonb not null,
  -- Null for the draft.
  published_at timestamptz,
  primary key (message_id, version)
);
create unique index message_versions_one_draft on message_versions (message_id) where published_at is null;

-- Parts that messages share.
create table message_blocks (
  tenant_id text not null,
  name text not null,
  body text not null,
  updated_at timestamptz not null,
  primary key (tenant_id, name)
);
