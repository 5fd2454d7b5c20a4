-- The version of its message that a delivery was sent with; null: it was not sent, or before this was recorded.
alter table deliveries add column message_version integer;
