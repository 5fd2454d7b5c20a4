-- The keyed hash of the mailbox that an address leads to, the same for all its spellings. It is made by the worker for
-- rows from before, since the key is not in the database. It stays after an erasure.
alter table contacts add column mailbox_hash bytea;
update contacts set mailbox_hash = email_hash where email_hash is not null;
alter table contacts drop column email_hash;
create index contacts_by_mailbox on contacts (tenant_id, mailbox_hash) where mailbox_hash is not null;
create index contacts_without_mailbox on contacts (id) where email is not null and mailbox_hash is null;

alter table former_addresses add column mailbox_hash bytea;
create index former_addresses_by_mailbox on former_addresses (tenant_id, mailbox_hash);

-- A merged contact points to a living one: what was merged into it before points on. Chains of before become flat.
with recursive chains as (
  select id, merged_into as target from contacts where merged_into is not null
  union all
  select k.id, c.merged_into from chains k join contacts c on c.id = k.target where c.merged_into is not null
)
update contacts c set merged_into = k.target
from chains k join contacts t on t.id = k.target and t.merged_into is null
where c.id = k.id and c.merged_into is distinct from k.target;

create function refuse_merge_chain() returns trigger language plpgsql as $$
begin
  if exists (select from contacts where id = new.merged_into and merged_into is not null)
    or exists (select from contacts where merged_into = new.id) then
    raise exception 'contact % cannot be merged into %: merges do not form chains', new.id, new.merged_into
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger contacts_are_merged_once before insert or update of merged_into on contacts
  for each row when (new.merged_into is not null) execute function refuse_merge_chain();

-- Which contacts a merge made point on, so that undoing it gives them back.
alter table contact_merges add column repointed text[] not null default '{}';

-- A sign-up ends without being confirmed when its contact moves, is merged, or blocks the address.
alter table sign_ups drop constraint sign_ups_status_check,
  add constraint sign_ups_status_check check (status in ('pending', 'confirmed', 'ended'));
