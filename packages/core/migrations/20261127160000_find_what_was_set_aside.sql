-- Events of the log that a consumer set aside, by their place: they stay in the log until they are dealt with.
create index quarantine_of_log on quarantine (tenant_id, seq) where seq is not null;
