-- When the last attempt of a job failed. Null: it has not been tried, or the last attempt did not fail.
alter table jobs add column failed_at timestamptz;
create index jobs_failed on jobs (failed_at) where failed_at is not null;
