-- A pending entry belongs to the form that asked for it, and waits for that form's link. Several forms may ask for the
-- same: none of them changes an entry that waits already.
alter table waitlist_entries add column sign_up_id text;

update waitlist_entries w set sign_up_id = (
  select s.id from sign_ups s where s.tenant_id = w.tenant_id and s.contact_id = w.contact_id and s.kind = 'waitlist'
    and s.status = 'pending' order by s.requested_at desc limit 1)
where w.status = 'pending';

drop index waitlist_once;
create unique index waitlist_once on waitlist_entries (tenant_id, contact_id, product_id, variant_id)
  where status in ('waiting', 'notified');
create unique index waitlist_once_per_form on waitlist_entries (tenant_id, sign_up_id, product_id, variant_id)
  where status = 'pending';
