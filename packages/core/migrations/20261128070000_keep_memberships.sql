-- The members of the shop's own segments, as they were when each contact was last evaluated.
create table segment_members (
  tenant_id text not null,
  segment_id text not null references segments (id),
  contact_id text not null,
  since timestamptz not null,
  primary key (segment_id, contact_id)
);
create index segment_members_of_contact on segment_members (contact_id);

-- That contacts entered and left segments, and why.
create table segment_changes (
  id bigint generated always as identity primary key,
  tenant_id text not null,
  segment_id text not null references segments (id),
  contact_id text not null,
  change text not null check (change in ('entered', 'left')),
  reason text not null check (reason in ('contact_changed', 'time_passed', 'by_hand', 'rule_changed', 'rule_removed')),
  at timestamptz not null
);
create index segment_changes_of_contact on segment_changes (tenant_id, contact_id);

-- How many members each segment has: the sum of its rows. Each change of members adds a row, so that two transactions
-- never wait for each other because of a count; rows are added up now and then.
create table segment_counts (
  id bigint generated always as identity primary key,
  tenant_id text not null,
  segment_id text not null references segments (id),
  members bigint not null
);
create index segment_counts_of_segment on segment_counts (segment_id) include (members);

-- Contacts whose memberships are to be evaluated again, and why. Rows are only added and deleted, so that no transaction
-- waits for another.
create table segment_marks (
  id bigint generated always as identity primary key,
  tenant_id text not null,
  contact_id text not null,
  cause text not null check (cause in ('contact_changed', 'time_passed', 'by_hand', 'rule_changed')),
  -- The segment whose rule has changed.
  segment_id text
);
create index segment_marks_in_order on segment_marks (tenant_id, (segment_id is not null), id);
create index segment_marks_of_segment on segment_marks (segment_id) where segment_id is not null;
alter table segment_marks set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- Segments that are to be evaluated for all contacts of the shop.
create table segment_evaluations (
  segment_id text primary key references segments (id),
  tenant_id text not null,
  -- Grows with each request: one that came while the segment was evaluated is not lost.
  request bigint not null default 1,
  -- The transactions below this one may not have seen a new segment, and then marked no contact for it. The rule is compared
  -- with the members when all of them have ended. Null until a worker has seen the new segment.
  unmarked_below xid8,
  -- How many contacts enter or leave; null until the rule has been compared with the members.
  differing integer,
  -- The projection is being rebuilt: nothing of the shop is evaluated until it has applied the events up to here.
  waits_for xid8
);
create index segment_evaluations_of_tenant on segment_evaluations (tenant_id);

-- Until when the passing of time has been followed for each shop.
create table segment_clocks (
  tenant_id text primary key references tenants (id),
  occurrences_at timestamptz not null,
  contacts_at timestamptz not null
);

create index deliveries_sent on deliveries (tenant_id, dispatched_at) where status = 'sent';

create index segments_active on segments (tenant_id) where archived_at is null;

-- Contacts of a shop without segments are not marked. A transaction that asks while a segment is being saved can miss it:
-- see segment_evaluations.unmarked_below. It must have written something before it asks, so that it has an id by then.
create function has_segments(tenant text) returns boolean stable language sql
  return exists (select from segments where tenant_id = tenant and archived_at is null);

-- What a filter can see changes in some thirty statements of ten rooms. Triggers mark the contacts for all of them. The
-- events of contacts are marked by the projection that applies them.
create function mark_added_contacts() returns trigger language plpgsql as $$ begin
  insert into segment_marks (tenant_id, contact_id, cause)
  select tenant_id, id, 'contact_changed' from added where has_segments(tenant_id);
  return null;
end $$;

create trigger contacts_are_marked_when_added after insert on contacts referencing new table as added
  for each statement execute function mark_added_contacts();

create function mark_contact() returns trigger language plpgsql as $$ begin
  if has_segments(new.tenant_id) then
    insert into segment_marks (tenant_id, contact_id, cause) values (new.tenant_id, new.id, 'contact_changed');
  end if;
  return null;
end $$;

-- Totals and the time of the last visit change with events, which are marked anyway.
create trigger contacts_are_marked_when_changed after update of user_id, email, email_verified_at, phone, first_name,
  last_name, language, timezone, properties, registered_at, created_at, mailbox_hash, merged_into on contacts
  for each row when (new.erased_at is null and
    (new.user_id, new.email, new.email_verified_at, new.phone, new.first_name, new.last_name, new.language,
      new.timezone, new.properties, new.registered_at, new.created_at, new.mailbox_hash, new.merged_into)
    is distinct from
    (old.user_id, old.email, old.email_verified_at, old.phone, old.first_name, old.last_name, old.language,
      old.timezone, old.properties, old.registered_at, old.created_at, old.mailbox_hash, old.merged_into))
  execute function mark_contact();

-- The contact of a row, and the one that it was merged into. Argument: the cause.
create function mark_contact_of_row() returns trigger language plpgsql as $$ begin
  if not has_segments(coalesce(new.tenant_id, old.tenant_id)) then
    return null;
  end if;
  if new.contact_id is not null then
    insert into segment_marks (tenant_id, contact_id, cause)
    select new.tenant_id, coalesce(c.merged_into, c.id), tg_argv[0] from contacts c where c.id = new.contact_id;
  end if;
  if old.contact_id is not null and old.contact_id is distinct from new.contact_id then
    insert into segment_marks (tenant_id, contact_id, cause)
    select old.tenant_id, coalesce(c.merged_into, c.id), tg_argv[0] from contacts c where c.id = old.contact_id;
  end if;
  return null;
end $$;

create trigger consent_is_marked after insert or update or delete on consent_state
  for each row execute function mark_contact_of_row('contact_changed');
create trigger waitlist_entries_are_marked_when_added after insert or delete on waitlist_entries
  for each row execute function mark_contact_of_row('contact_changed');
create trigger waitlist_entries_are_marked_when_changed after update of status, contact_id, product_id on waitlist_entries
  for each row when ((new.status, new.contact_id, new.product_id)
    is distinct from (old.status, old.contact_id, old.product_id))
  execute function mark_contact_of_row('contact_changed');
create trigger deliveries_are_marked_when_sent after update of status on deliveries
  for each row when ((new.status = 'sent') is distinct from (old.status = 'sent'))
  execute function mark_contact_of_row('contact_changed');
create trigger deliveries_are_marked_when_deleted after delete on deliveries
  for each row when (old.status = 'sent') execute function mark_contact_of_row('contact_changed');
create trigger segment_overrides_are_marked after insert or update or delete on segment_overrides
  for each row execute function mark_contact_of_row('by_hand');

-- A link decides whose the events of a browser are: of the contact, and of those that used the browser before and after.
create function mark_contacts_of_browser() returns trigger language plpgsql as $$ begin
  if not has_segments(coalesce(new.tenant_id, old.tenant_id)) then
    return null;
  end if;
  insert into segment_marks (tenant_id, contact_id, cause)
  select distinct l.tenant_id, coalesce(c.merged_into, c.id), 'contact_changed'
  from visitor_links l join contacts c on c.id = l.contact_id
  where l.visitor_id = coalesce(new.visitor_id, old.visitor_id)
  union
  select old.tenant_id, coalesce(c.merged_into, c.id), 'contact_changed' from contacts c where c.id = old.contact_id;
  return null;
end $$;

create trigger visitor_links_are_marked after insert or update or delete on visitor_links
  for each row execute function mark_contacts_of_browser();

create function mark_contacts_of_mailbox() returns trigger language plpgsql as $$ begin
  if not has_segments(coalesce(new.tenant_id, old.tenant_id)) then
    return null;
  end if;
  insert into segment_marks (tenant_id, contact_id, cause)
  select c.tenant_id, c.id, 'contact_changed' from contacts c
  where c.tenant_id = coalesce(new.tenant_id, old.tenant_id)
    and c.mailbox_hash = coalesce(new.address_hash, old.address_hash);
  return null;
end $$;

create trigger suppressions_are_marked after insert or delete on suppressions
  for each row execute function mark_contacts_of_mailbox();

-- What changes a filter for many contacts at once: the segments concerned are evaluated for all of them. Argument: the kind
-- of clause that the change concerns; without one, all segments with a filter.
create function evaluate_segments() returns trigger language plpgsql as $$ begin
  insert into segment_evaluations (segment_id, tenant_id, unmarked_below)
  select s.id, s.tenant_id, '0' from segments s
  where s.tenant_id = coalesce(to_jsonb(new) ->> 'tenant_id', new.id) and s.definition is not null
    and s.archived_at is null and (tg_nargs = 0 or jsonb_path_exists(
      s.definition, '$.** ? (@.kind == $kind)', jsonb_build_object('kind', tg_argv[0])))
  order by s.id
  on conflict (segment_id) do update set request = segment_evaluations.request + 1, differing = null;
  return null;
end $$;

create trigger categories_are_evaluated_when_added after insert on products
  for each row when (new.category is not null) execute function evaluate_segments('category');
create trigger categories_are_evaluated_when_changed after update of category on products
  for each row when (new.category is distinct from old.category) execute function evaluate_segments('category');
create trigger time_zone_is_evaluated after update of timezone on tenants
  for each row when (new.timezone is distinct from old.timezone) execute function evaluate_segments();

-- The segments that exist are evaluated once.
insert into segment_evaluations (segment_id, tenant_id) select id, tenant_id from segments where archived_at is null;
