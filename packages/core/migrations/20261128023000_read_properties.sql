-- What filters compare of a property, which is kept as it was sent. A value of another type is null, never an error.
create function property_text(value jsonb) returns text language sql immutable parallel safe as $$
  select case jsonb_typeof(value) when 'string' then value #>> '{}' end
$$;

create function property_number(value jsonb) returns numeric language sql immutable parallel safe as $$
  select case jsonb_typeof(value)
    when 'number' then (value #>> '{}')::numeric
    when 'string' then case when value #>> '{}' ~ '^[+-]?\d{1,15}(\.\d{1,9})?$' then (value #>> '{}')::numeric end
  end
$$;

-- A day, or a time without a zone, is one of the given zone. The cases are nested because a day that does not exist must
-- not be cast.
create function property_time(value jsonb, zone text) returns timestamptz language sql stable parallel safe as $$
  select case when written ~ '^(19|2\d)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])'
    then case when substr(written, 9, 2)::int
      <= extract(day from (substr(written, 1, 8) || '01')::date + interval '1 month' - interval '1 day')
    then case
      when substr(written, 11) ~ '^([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?)?$'
        then written::timestamp at time zone zone
      when substr(written, 11)
          ~ '^[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-](0\d|1[0-4]):?[0-5]\d)$'
        then written::timestamptz
    end end end
  from (select property_text(value) as written) v
$$;
