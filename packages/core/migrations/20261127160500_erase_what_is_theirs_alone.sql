-- From here on it is not known whose browser it is: the contact that used it was erased.
alter table visitor_links alter column contact_id drop not null;

-- What a browser did before its visitor was removed and came back is not on the timeline, and has to be found by its id.
create index events_by_browser on events using hash (anonymous_id) where anonymous_id is not null;

-- Events that are erased or leave the log take their mentions along.
create index event_mentions_by_seq on event_mentions (seq);

-- An address is no name of a property, and must not be listed as one.
update source_schemas set properties = (
  select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(properties) where key not like '%@%')
where properties::text like '%@%';
update retired_source_schemas set properties = (
  select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(properties) where key not like '%@%')
where properties::text like '%@%';

-- As before; an event of somebody with a user id may also lose an address that it named beside it.
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
  redacted.email := redact_named_address(old.user_id, old.email, patterns);
  if new is distinct from erased and (cardinality(patterns) = 0 or new is distinct from redacted) then
    raise exception 'events is append-only: update is refused' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

create function redact_named_address(user_id text, email text, patterns text[]) returns text language sql immutable as $$
  select case
    when user_id is not null and redact_addresses(to_jsonb(email), patterns) <> to_jsonb(email) then null
    else email end
$$;
