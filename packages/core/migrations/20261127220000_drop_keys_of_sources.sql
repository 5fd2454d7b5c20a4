-- The keys stand in source_keys; no version that reads these columns was published.
alter table sources drop column write_key, drop column secret_key_hash;
