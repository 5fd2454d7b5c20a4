-- Who provided the mailbox that an email was sent to, such as `gmail` or the domain of another one: the address of a
-- contact may be another one later. Null for other channels, for deliveries from before this, and after an erasure.
alter table deliveries add column mailbox_provider text;

-- Emails that were sent and came back; `deliveries_sent` holds the others.
create index deliveries_bounced on deliveries (tenant_id, dispatched_at) where bounced_at is not null;
