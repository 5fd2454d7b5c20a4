-- "Never again" is now called blocking an address. Entries of the consent ledger keep the old source: they are chained
-- by hashes.
update suppressions set reason = 'address_blocked' where reason = 'never_again';
update messages set body = replace(body, 'never_url', 'block_url') where body like '%never\_url%';
update message_translations set body = replace(body, 'never_url', 'block_url') where body like '%never\_url%';
update deliveries
set variables = variables - 'never_url' || jsonb_build_object('block_url', variables -> 'never_url')
where variables ? 'never_url';
