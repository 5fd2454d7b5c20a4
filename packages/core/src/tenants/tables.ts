import type { OptIn } from '@beckon/contract';
import { boolean, date, integer, numeric, pgTable, text, time } from 'drizzle-orm/pg-core';
import { id, instant, texts } from '../db/index.ts';

export const tenants = pgTable('tenants', {
  id: id('id', 'ten').primaryKey(),
  name: text('name').notNull(),
  siteUrl: text('site_url').notNull(),
  currency: text('currency').notNull(),
  timezone: text('timezone').notNull(),
  senderName: text('sender_name').notNull(),
  senderAddress: text('sender_address').notNull(),
  postalAddress: text('postal_address').notNull(),
  weeklyCap: integer('weekly_cap').notNull().default(3),
  quietFrom: time('quiet_from').notNull().default('20:00:00'),
  quietUntil: time('quiet_until').notNull().default('09:00:00'),
  createdAt: instant('created_at').notNull(),
  cartIdleSeconds: integer('cart_idle_seconds').notNull().default(3_600),
  optIn: text('opt_in').$type<OptIn>().notNull().default('double'),
  keepJobsDays: integer('keep_jobs_days').default(30),
  keepQuarantineDays: integer('keep_quarantine_days').default(90),
  keepVisitorsDays: integer('keep_visitors_days').default(30),
  keepUnconfirmedDays: integer('keep_unconfirmed_days').default(90),
  keepEventsDays: integer('keep_events_days').default(791),
  keepDeliveriesDays: integer('keep_deliveries_days').default(791),
  keepVariablesDays: integer('keep_variables_days').default(90),
  country: text('country'),
  tracksOpens: boolean('tracks_opens').notNull().default(true),
  tracksClicks: boolean('tracks_clicks').notNull().default(true),
  addsUtm: boolean('adds_utm').notNull().default(true),
  utmSource: text('utm_source').notNull().default('beckon'),
  smsPerSecond: integer('sms_per_second'),
  linkHosts: texts('link_hosts').notNull().default([]),
  campaignsNeedApproval: boolean('campaigns_need_approval').notNull().default(false),
  holdoutPercent: integer('holdout_percent').notNull().default(0),
  holdoutSalt: text('holdout_salt').notNull().default(''),
  holdoutSince: instant('holdout_since'),
  alertWebhookUrl: text('alert_webhook_url'),
});

export const currencyRates = pgTable('currency_rates', {
  tenantId: id('tenant_id', 'ten').notNull(),
  currency: text('currency').notNull(),
  toCurrency: text('to_currency').notNull(),
  validFrom: date('valid_from').notNull(),
  rate: numeric('rate').notNull(),
  factor: numeric('factor').notNull(),
});
