-- Whether a sign-up has to be confirmed by mail, or counts at once where the shop knows nobody at the address.
alter table tenants add column opt_in text not null default 'double' check (opt_in in ('double', 'single'));
