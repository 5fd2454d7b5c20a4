-- A campaign that was stopped sends nothing more, also what a platform has asked to be tried again.
alter table delivery_holds add column is_final boolean not null default false;
