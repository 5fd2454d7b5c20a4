-- What a batch says for all its events, once for those of them that were set aside.
create table quarantine_envelopes (
  id text primary key,
  tenant_id text not null,
  envelope jsonb not null
);

-- `envelope` stays for entries of before, and for processes of before that still run.
alter table quarantine
  alter column envelope set default '{}',
  add column envelope_id text references quarantine_envelopes (id),
  -- What the entry takes of its source's share: its raw bytes and its envelope.
  add column bytes integer not null default 0;
update quarantine set bytes = octet_length(raw) + octet_length(envelope::text);
create index quarantine_by_envelope on quarantine (envelope_id) where envelope_id is not null;

-- How many entries a source has open, and their bytes: the sum of its rows. Each change adds a row; an insert
-- folds the rows that no other transaction holds into one. So no writer waits for another one. Entries of consumers are left
-- out: they point to events that the log keeps anyway.
create table quarantine_usage (
  tenant_id text not null,
  source_id text not null,
  entries bigint not null,
  bytes bigint not null
);
create index quarantine_usage_by_source on quarantine_usage (source_id);
insert into quarantine_usage (tenant_id, source_id, entries, bytes)
select tenant_id, source_id, count(*), sum(bytes) from quarantine
where resolved_at is null and consumer is null group by tenant_id, source_id;

-- What came beyond the share of a source: counted by its code, the bytes dropped.
create table quarantine_overflow (
  tenant_id text not null,
  source_id text not null,
  code text not null,
  -- Of the latest.
  reason text not null,
  dropped bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (source_id, code)
);

create function note_quarantine_change() returns trigger language plpgsql as $$
begin
  if tg_op <> 'DELETE' then
    insert into quarantine_usage (tenant_id, source_id, entries, bytes)
    select tenant_id, source_id, count(*), sum(bytes) from after_change
    where resolved_at is null and consumer is null group by tenant_id, source_id;
  end if;
  if tg_op <> 'INSERT' then
    insert into quarantine_usage (tenant_id, source_id, entries, bytes)
    select tenant_id, source_id, -count(*), -sum(bytes) from before_change
    where resolved_at is null and consumer is null group by tenant_id, source_id;
  end if;
  if tg_op = 'INSERT' then
    with folded as (
      delete from quarantine_usage where ctid = any (array(
        select ctid from quarantine_usage where source_id in (select source_id from after_change)
        for update skip locked))
      returning *
    )
    insert into quarantine_usage (tenant_id, source_id, entries, bytes)
    select tenant_id, source_id, sum(entries), sum(bytes) from folded group by tenant_id, source_id;
  end if;
  if tg_op = 'DELETE' then
    -- An envelope goes with the last entry that points to it.
    delete from quarantine_envelopes e where e.id in (select envelope_id from before_change)
      and not exists (select from quarantine q where q.envelope_id = e.id);
  end if;
  return null;
end $$;

create trigger quarantine_inserted after insert on quarantine
  referencing new table as after_change for each statement execute function note_quarantine_change();
create trigger quarantine_updated after update on quarantine
  referencing old table as before_change new table as after_change
  for each statement execute function note_quarantine_change();
create trigger quarantine_deleted after delete on quarantine
  referencing old table as before_change for each statement execute function note_quarantine_change();
