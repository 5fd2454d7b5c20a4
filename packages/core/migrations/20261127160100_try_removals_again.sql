-- When a removal that failed is tried again, and why it failed; null unless the last try failed.
alter table retention_runs
  add column retry_at timestamptz,
  add column failure text;
