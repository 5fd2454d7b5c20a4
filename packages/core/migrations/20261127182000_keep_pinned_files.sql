-- Pages of shops may be pinned to the browser files of one version: they go on being served after an upgrade.
create table pinned_files (
  name text primary key,
  content bytea not null
);
