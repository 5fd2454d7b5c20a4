-- When a contact last said what the state says, beside when the state began: a "no" that is repeated after a "yes" to
-- another type is newer than that "yes". `position` is that of the last word; it orders what one shop was told.
alter table consent_state add column said_at timestamptz;

update consent_state s set position = l.position, said_at = (l.record ->> 'recordedAt')::timestamptz
from (
  select distinct on (tenant_id, contact_id, type) tenant_id, contact_id, type, position, record
  from consent_ledger where action <> 'requested' order by tenant_id, contact_id, type, position desc
) l
where s.state <> 'requested' and l.tenant_id = s.tenant_id and l.contact_id = s.contact_id and l.type = s.type;

update consent_state set said_at = since where said_at is null;
alter table consent_state alter column said_at set not null;
