-- An erasure takes the changes of address that its person asked for, without reading all sign-ups.
create index sign_ups_by_mover on sign_ups (tenant_id, (evidence ->> 'contactId')) where kind = 'email_change';
