-- Spellings of one address (dots, tags) are counted together: a keyed hash of the address as its provider reads it.
alter table sign_ups add column address_hash bytea;
create index sign_ups_by_address on sign_ups (tenant_id, address_hash, requested_at desc);
