-- A one-time link by which a user sets name and password: an invitation, or a new password.
create table user_links (
  -- SHA-256 of the token in the link; the token itself is shown once and not stored.
  token_hash bytea primary key,
  tenant_id text not null references tenants (id),
  user_id text not null references users (id) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index user_links_by_user on user_links (user_id);

create index users_by_tenant on users (tenant_id);

-- Users get ids as everything else has them; those of before came from the library that signs in.
alter table user_sessions drop constraint user_sessions_user_id_fkey;
alter table user_accounts drop constraint user_accounts_user_id_fkey;
update user_sessions set user_id = 'usr_' || substr(md5(user_id), 1, 26);
update user_accounts set account_id = 'usr_' || substr(md5(user_id), 1, 26) where provider_id = 'credential';
update user_accounts set user_id = 'usr_' || substr(md5(user_id), 1, 26);
update users set id = 'usr_' || substr(md5(id), 1, 26);
alter table user_sessions add constraint user_sessions_user_id_fkey
  foreign key (user_id) references users (id) on delete cascade;
alter table user_accounts add constraint user_accounts_user_id_fkey
  foreign key (user_id) references users (id) on delete cascade;
