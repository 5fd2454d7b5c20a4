-- What widgets report as the error of a failed form are the words of the API. The log is append-only but for this.
alter table events disable trigger events_are_immutable;
update events set properties = jsonb_set(properties, '{error}', renamed.value)
from (values
  ('EmailMissing', '"email_required"'::jsonb),
  ('EmailInvalid', '"email_invalid"'),
  ('PhoneInvalid', '"phone_invalid"'),
  ('TooMany', '"rate_limited"'),
  ('Unproven', '"challenge_failed"'),
  ('Away', '"network_unavailable"'),
  ('Setup', '"not_configured"'),
  ('Denied', '"access_denied"')
) as renamed (former, value)
where type = 'widget_failed' and properties ->> 'error' = renamed.former;
alter table events enable trigger events_are_immutable;
