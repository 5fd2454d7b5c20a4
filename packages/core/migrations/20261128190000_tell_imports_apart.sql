-- Contacts that an import brings into a segment enter no flow, so their marks say that it was an import. A setting of the
-- transaction says it to the triggers, since they do not see the event that changes a row.
alter table segment_marks drop constraint segment_marks_cause_check;
alter table segment_marks add constraint segment_marks_cause_check
  check (cause in ('contact_changed', 'imported', 'time_passed', 'by_hand', 'rule_changed')) not valid;
alter table segment_changes drop constraint segment_changes_reason_check;
alter table segment_changes add constraint segment_changes_reason_check
  check (reason in ('contact_changed', 'imported', 'time_passed', 'by_hand', 'rule_changed', 'rule_removed')) not valid;

create function mark_cause() returns text stable language sql
  return coalesce(nullif(current_setting('beckon.mark_cause', true), ''), 'contact_changed');

create or replace function mark_added_contacts() returns trigger language plpgsql as $$ begin
  insert into segment_marks (tenant_id, contact_id, cause)
  select tenant_id, id, mark_cause() from added where has_segments(tenant_id);
  return null;
end $$;

create or replace function mark_contact() returns trigger language plpgsql as $$ begin
  if has_segments(new.tenant_id) then
    insert into segment_marks (tenant_id, contact_id, cause) values (new.tenant_id, new.id, mark_cause());
  end if;
  return null;
end $$;

-- The contact of a row, and the one that it was merged into. Argument: the cause, `contact_changed` unless it is an import.
create or replace function mark_contact_of_row() returns trigger language plpgsql as $$ declare
  cause text := case tg_argv[0] when 'contact_changed' then mark_cause() else tg_argv[0] end;
begin
  if not has_segments(coalesce(new.tenant_id, old.tenant_id)) then
    return null;
  end if;
  if new.contact_id is not null then
    insert into segment_marks (tenant_id, contact_id, cause)
    select new.tenant_id, coalesce(c.merged_into, c.id), cause from contacts c where c.id = new.contact_id;
  end if;
  if old.contact_id is not null and old.contact_id is distinct from new.contact_id then
    insert into segment_marks (tenant_id, contact_id, cause)
    select old.tenant_id, coalesce(c.merged_into, c.id), cause from contacts c where c.id = old.contact_id;
  end if;
  return null;
end $$;

create or replace function mark_contacts_of_browser() returns trigger language plpgsql as $$ begin
  if not has_segments(coalesce(new.tenant_id, old.tenant_id)) then
    return null;
  end if;
  insert into segment_marks (tenant_id, contact_id, cause)
  select distinct l.tenant_id, coalesce(c.merged_into, c.id), mark_cause()
  from visitor_links l join contacts c on c.id = l.contact_id
  where l.visitor_id = coalesce(new.visitor_id, old.visitor_id)
  union
  select old.tenant_id, coalesce(c.merged_into, c.id), mark_cause() from contacts c where c.id = old.contact_id;
  return null;
end $$;

create or replace function mark_contacts_of_mailbox() returns trigger language plpgsql as $$ begin
  if not has_segments(coalesce(new.tenant_id, old.tenant_id)) then
    return null;
  end if;
  insert into segment_marks (tenant_id, contact_id, cause)
  select c.tenant_id, c.id, mark_cause() from contacts c
  where c.tenant_id = coalesce(new.tenant_id, old.tenant_id)
    and c.mailbox_hash = coalesce(new.address_hash, old.address_hash);
  return null;
end $$;
