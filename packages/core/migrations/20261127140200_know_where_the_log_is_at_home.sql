-- The cluster in which the transaction ids of the log were counted: one row. In another cluster they mean nothing.
create table log_home (
  is_only boolean primary key default true check (is_only),
  -- Null where the server does not tell it.
  system_identifier text,
  since timestamptz not null default clock_timestamp(),
  -- Set while the log is being given new places: up to which sequence number, and how far that has come.
  rebase_until bigint,
  rebased bigint
);

-- The cursors as they were when that began.
create table log_rebase (
  consumer text not null,
  bucket smallint not null,
  xact xid8 not null,
  seq bigint not null,
  primary key (consumer, bucket)
);
create index log_rebase_by_bucket on log_rebase (bucket);
