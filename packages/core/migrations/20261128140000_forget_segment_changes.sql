-- Retention removes what is older than the shop keeps events.
create index segment_changes_by_age on segment_changes (tenant_id, at);
