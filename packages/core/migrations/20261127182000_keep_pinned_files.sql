-- Pages of shops may be pinned to the browser files of one version: they are served for a year after the last server had them.
create table pinned_files (
  name text primary key,
  content bytea not null,
  served_until timestamptz not null
);
