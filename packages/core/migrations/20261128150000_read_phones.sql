-- Numbers that could not be read are found when a shop sets its country. Before this, numbers were kept as they were sent.
create index contacts_with_unread_phone on contacts (tenant_id, id)
  where properties ? 'unreadPhone' or phone !~ '^\+[1-9][0-9]+$';
-- Maximum text messages that are handed to the platform in a second; null: as many as it takes.
alter table tenants add column sms_per_second integer check (sms_per_second > 0);
