-- When the cursor last moved, by the database's clock: events that wait behind one that stands still show that it is stuck.
alter table log_cursors add column moved_at timestamptz not null default clock_timestamp();
