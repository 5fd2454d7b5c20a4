-- How often each form was shown and used, by day and arm of its test. Counted by the consumer of the log; names nobody.
create table widget_uses (
  tenant_id text not null,
  widget text not null,
  -- Empty where the page names none.
  form_id text not null,
  variant text not null,
  day date not null,
  viewed bigint not null,
  started bigint not null,
  submitted bigint not null,
  succeeded bigint not null,
  failed bigint not null,
  dismissed bigint not null,
  primary key (tenant_id, day, widget, form_id, variant)
);
