-- An opt-out that names a phone ends the consents of its contacts, however the number is written.
create index contacts_by_phone on contacts (tenant_id, regexp_replace(regexp_replace(phone, '[^0-9+]', '', 'g'), '^00', '+'))
  where phone is not null;
