-- When the person last chose how often, and until when not: what they chose after a merge stays when it is taken back. Null: they
-- never did, or before this was noted.
alter table contacts add column frequency_said_at timestamptz, add column pause_said_at timestamptz;
