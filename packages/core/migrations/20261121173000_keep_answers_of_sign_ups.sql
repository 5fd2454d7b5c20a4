-- What a form asked beside the address (phone, birthday, interests): facts of the contact only once it is confirmed.
alter table sign_ups add column answers jsonb not null default '{}';
