-- A contact who asked to be forgotten: the row stays as a pseudonym for the ledger, and as the keyed hash of the address,
-- so that the links in mails of before can still stop it.
alter table contacts add column erased_at timestamptz, add column email_hash bytea;

-- What an erased event still says: an order its number, amount and currency, everything else nothing.
create function erased_properties(type text, is_trusted boolean, properties jsonb) returns jsonb
language sql immutable as $$
  select case when type = 'placed_order' and is_trusted then jsonb_build_object('orderId', properties -> 'orderId',
    'total', properties -> 'total', 'currency', properties -> 'currency') else '{}' end
$$;

-- The log is never changed, with one exception: an event may lose its person, and becomes just this, nothing else.
create function refuse_event_change() returns trigger language plpgsql as $$
declare
  erased events := old;
begin
  erased.anonymous_id := null;
  erased.user_id := null;
  erased.email := null;
  erased.context := '{}';
  erased.properties := erased_properties(old.type, old.is_trusted, old.properties);
  if new is distinct from erased then
    raise exception 'events is append-only: update is refused' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

drop trigger events_are_immutable on events;
create trigger events_are_immutable before update on events for each row execute function refuse_event_change();
