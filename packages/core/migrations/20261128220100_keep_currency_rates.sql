-- What a unit of another currency is worth in the currency of the shop, from a day on. `factor` is the same between minor
-- units. The rates are to the currency that the shop had when they were set: with another one they do not hold.
create table currency_rates (
  tenant_id text not null references tenants (id),
  currency text not null,
  to_currency text not null,
  valid_from date not null,
  rate numeric not null check (rate > 0),
  factor numeric not null check (factor > 0),
  primary key (tenant_id, currency, to_currency, valid_from)
);

-- Rounds to the nearest whole number, halves to the even one. Of amounts that are not negative; what is larger than any
-- amount on the wire is that.
create function half_even(amount numeric) returns bigint immutable strict language sql
  return least(case when amount - trunc(amount) = 0.5 and mod(trunc(amount), 2) = 0 then trunc(amount) else round(amount) end,
    9000000000000)::bigint;
