-- Other websites that the messages of a shop may lead to without a warning.
alter table tenants add column link_hosts text[] not null default '{}';
