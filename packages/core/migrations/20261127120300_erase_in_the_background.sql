-- Erasures that were accepted: the contact is gone at once, the log and what was set aside follow in the background.
create table erasures (
  id text primary key,
  tenant_id text not null,
  contact_id text not null,
  method text not null,
  status text not null default 'running' check (status in ('running', 'done')),
  -- By what the log knows the person; emptied when it is done.
  traces jsonb not null,
  -- What was received later belongs to a new contact.
  requested_at timestamptz not null,
  -- Consumers have to be past it before the search for what they had not applied yet is the last one.
  xact xid8 not null default pg_current_xact_id(),
  erased_events integer not null default 0,
  finished_at timestamptz
);
create index erasures_by_contact on erasures (tenant_id, contact_id);
create index erasures_running on erasures (requested_at) where status = 'running';

-- Names to events. Few events name a person by more than their browser, so these stay small; what a browser did is found
-- by the timeline.
create index events_by_email on events (tenant_id, email) where email is not null;
create index events_by_user on events (tenant_id, user_id) where user_id is not null;

-- E-mail addresses inside the properties and contexts of events: kept by the consumer `contacts`, built anew from the log.
create table event_mentions (
  tenant_id text not null,
  address text not null,
  seq bigint not null,
  primary key (tenant_id, address, seq)
);

-- Takes addresses out of every text of a JSON value, names of members included. `patterns` are regular expressions.
create function redact_addresses(doc jsonb, patterns text[]) returns jsonb language plpgsql immutable as $$
declare
  result jsonb;
  line text;
  pattern text;
begin
  case jsonb_typeof(doc)
    when 'string' then
      line := doc #>> '{}';
      foreach pattern in array patterns loop
        line := regexp_replace(line, pattern, '[erased]', 'gi');
      end loop;
      return to_jsonb(line);
    when 'array' then
      select coalesce(jsonb_agg(redact_addresses(value, patterns) order by position), '[]') into result
      from jsonb_array_elements(doc) with ordinality as e (value, position);
      return result;
    when 'object' then
      select coalesce(jsonb_object_agg(redact_addresses(to_jsonb(key), patterns) #>> '{}',
        redact_addresses(value, patterns)), '{}') into result from jsonb_each(doc);
      return result;
    else return doc;
  end case;
end $$;

-- The log is never changed, with two exceptions: an event may lose its person, and one of another person may lose an
-- address that was written into it. The transaction names the patterns of that address.
create or replace function refuse_event_change() returns trigger language plpgsql as $$
declare
  erased events := old;
  redacted events := old;
  patterns text[] := array(
    select jsonb_array_elements_text(coalesce(nullif(current_setting('beckon.redacted', true), ''), '[]')::jsonb));
begin
  erased.anonymous_id := null;
  erased.user_id := null;
  erased.email := null;
  erased.context := '{}';
  erased.properties := erased_properties(old.type, old.is_trusted, old.properties);
  redacted.properties := redact_addresses(old.properties, patterns);
  redacted.context := redact_addresses(old.context, patterns);
  if new is distinct from erased and (cardinality(patterns) = 0 or new is distinct from redacted) then
    raise exception 'events is append-only: update is refused' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
