-- The log: append-only. A sequence number is handed out before its transaction commits, so readers order by
-- (xact, seq) and read only below the oldest transaction that is still open.
create table events (
  seq bigint generated always as identity primary key,
  xact xid8 not null default pg_current_xact_id(),
  bucket smallint not null,
  tenant_id text not null,
  source_id text not null,
  id uuid not null,
  type text not null,
  is_trusted boolean not null,
  anonymous_id text,
  user_id text,
  email text,
  properties jsonb not null,
  context jsonb not null,
  catalog_version smallint not null,
  occurred_at timestamptz not null,
  -- What the client claimed, where its clock was ahead of ours.
  claimed_at timestamptz,
  received_at timestamptz not null
);
create unique index events_once on events (tenant_id, source_id, id);
create index events_by_bucket on events (bucket, xact, seq);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
end $$;

create trigger events_are_immutable before update on events for each row execute function refuse_change();

-- One row per consumer and bucket: how far it has read, and who reads now.
create table log_cursors (
  consumer text not null,
  bucket smallint not null,
  xact xid8 not null default '0',
  seq bigint not null default 0,
  holder text,
  fence bigint not null default 0,
  lease_until timestamptz,
  -- Events to take one by one, after a holder died in the middle of a batch.
  careful integer not null default 0,
  suspect_seq bigint,
  suspect_attempts integer not null default 0,
  primary key (consumer, bucket)
) with (fillfactor = 50);

-- The workers that are there, so that they can share the buckets fairly: one that has just come holds none yet.
create table log_workers (
  consumer text not null,
  holder text not null,
  alive_until timestamptz not null,
  primary key (consumer, holder)
);

-- Events that could not be stored or applied, kept as they came, with the reason.
create table quarantine (
  id text primary key,
  tenant_id text not null,
  source_id text not null,
  event_id text,
  is_trusted boolean not null,
  -- Set when the event is in the log and a consumer could not apply it.
  consumer text,
  seq bigint,
  code text not null,
  reason text not null,
  -- The bytes that came: Postgres refuses some of them as text.
  raw bytea not null,
  -- What the batch said for all its events, so that a replay knows it too.
  envelope jsonb not null,
  catalog_version smallint not null,
  received_at timestamptz not null,
  resolved_at timestamptz,
  resolution text,
  digest bytea not null generated always as (sha256(raw)) stored
);
-- The same bytes sent again are the same entry.
create unique index quarantine_once on quarantine (tenant_id, source_id, digest, coalesce(consumer, ''));
create index quarantine_open on quarantine (tenant_id, id desc) where resolved_at is null;
