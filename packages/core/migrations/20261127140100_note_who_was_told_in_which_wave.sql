-- The wave that told an entry last: a wave that is run again knows how many it has told already.
alter table waitlist_entries add column told_in text;
create index waitlist_by_wave on waitlist_entries (tenant_id, told_in) where told_in is not null;
