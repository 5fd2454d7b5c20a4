-- An A/B test compares variations; products have variants. The log is append-only but for this.
alter table widget_uses rename column variant to variation;
alter table retired_widget_uses rename column variant to variation;
alter table events disable trigger events_are_immutable;
update events
set properties = properties - 'variant' || jsonb_build_object('variation', properties -> 'variant')
where type in ('widget_viewed', 'widget_started', 'widget_submitted', 'widget_succeeded', 'widget_failed', 'widget_dismissed')
  and properties ? 'variant';
alter table events enable trigger events_are_immutable;
