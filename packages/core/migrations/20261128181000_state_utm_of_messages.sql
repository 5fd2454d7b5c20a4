-- The UTM parameters that a message states for itself, by name; empty: those of the shop; false: its links get none.
alter table messages add column utm jsonb not null default '{}';
alter table message_versions add column utm jsonb not null default '{}';
