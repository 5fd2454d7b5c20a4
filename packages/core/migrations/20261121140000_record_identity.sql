-- Who used which browser when. A row says: from here on it was this contact, until the next row of the visitor. The
-- first row holds for all that the visitor did before it had a name. A row that was taken back names nobody.
create table visitor_links (
  tenant_id text not null,
  visitor_id text not null,
  -- The event that named both.
  seq bigint not null,
  contact_id text not null,
  how text not null check (how in ('signed', 'server', 'confirmed')),
  since timestamptz not null,
  linked_at timestamptz not null,
  undone_at timestamptz,
  primary key (visitor_id, seq)
);
create index visitor_links_by_contact on visitor_links (contact_id);

insert into visitor_links (tenant_id, visitor_id, seq, contact_id, how, since, linked_at)
select tenant_id, id, 0, contact_id, 'server', first_seen_at, coalesce(linked_at, last_seen_at)
from visitors where contact_id is not null;

alter table visitors drop column contact_id, drop column linked_at,
  -- How the shopper came: the earliest visit known, and the newest that was not direct.
  add column first_touch jsonb, add column last_touch jsonb;

-- A contact that turned out to be another one's person points there, and has no name any more.
alter table contacts add column merged_into text,
  -- False once somebody said that it is a person of its own.
  add column may_merge boolean not null default true;
create index contacts_merged on contacts (merged_into) where merged_into is not null;

create table contact_merges (
  id text primary key,
  tenant_id text not null,
  contact_id text not null,
  merged_id text not null,
  -- The name that moved, and the event that said so.
  user_id text not null,
  seq bigint not null,
  -- What `contact_id` knew of the person before.
  facts_before jsonb not null,
  merged_at timestamptz not null,
  undone_at timestamptz
);
create index contact_merges_by_contact on contact_merges (contact_id, merged_at desc);

-- The links in force, as periods; a merged contact's belong to the contact it is part of.
create view visitor_periods as
select p.tenant_id, p.visitor_id, coalesce(c.merged_into, c.id) as contact_id, p.since, p.until
from (
  select l.tenant_id, l.visitor_id, l.contact_id, l.undone_at,
    case when row_number() over periods = 1 then '-infinity' else l.since end as since,
    coalesce(lead(l.since) over periods, 'infinity') as until
  from visitor_links l window periods as (partition by l.visitor_id order by l.since, l.seq)
) p join contacts c on c.id = p.contact_id
where p.undone_at is null;
