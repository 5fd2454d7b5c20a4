import type { RetentionSettings, Settings, SettingsChanges } from '@beckon/contract';
import type { Caller } from '../access/index.ts';
import { audited, compareFacts } from '../audit/index.ts';
import { readPhonesAgain } from '../contacts/index.ts';
import { limitSms } from '../messages/index.ts';
import type { Context } from '../ports/index.ts';
import * as retention from '../retention/index.ts';
import * as tenants from '../tenants/index.ts';
import * as webhooks from '../webhooks/index.ts';
import { countAgain } from './attribution.ts';

const settingLabels: Record<keyof Settings, string> = {
  name: 'Name',
  siteUrl: 'Website',
  senderName: 'Sender name',
  senderAddress: 'Sender address',
  postalAddress: 'Postal address',
  currency: 'Currency',
  timezone: 'Time zone',
  country: 'Country',
  weeklyCap: 'Weekly cap',
  quietFrom: 'Start of quiet hours',
  quietUntil: 'End of quiet hours',
  cartIdleSeconds: 'Seconds until a cart is abandoned',
  smsPerSecond: 'Text messages in a second',
  optIn: 'Opt-in',
  tracksOpens: 'Counts opens',
  tracksClicks: 'Counts clicks',
  addsUtm: 'Adds UTM parameters',
  utmSource: 'utm_source',
  holdoutPercent: 'Holdout in percent',
  linkHosts: 'Other websites in messages',
  campaignsNeedApproval: 'Campaigns need an approval',
  alertWebhookUrl: 'Webhook of alerts',
};

const retentionLabels: Record<keyof RetentionSettings, string> = {
  jobsDays: 'Days that jobs are kept',
  quarantineDays: 'Days that quarantined events are kept',
  visitorsDays: 'Days that visitors are kept',
  unconfirmedDays: 'Days that unconfirmed contacts are kept',
  eventsDays: 'Days that events are kept',
  deliveriesDays: 'Days that deliveries are kept',
  variablesDays: 'Days that the variables of messages are kept',
};

/**
 * Changes the settings that are named. With a new country, numbers that could not be read are read again; with another currency or
 * time zone, orders are counted again.
 * @throws DomainError `validation_failed`
 */
export function changeSettings(ctx: Context, caller: Caller, changes: SettingsChanges): Promise<Settings> {
  const { tenantId } = caller;
  return audited(ctx, caller, async (inTx) => {
    const isCounting = changes.currency !== undefined || changes.timezone !== undefined;
    if (isCounting) await tenants.lockCurrency(inTx, tenantId);
    const before = await tenants.readSettings(inTx, tenantId);
    const result = await tenants.changeSettings(inTx, tenantId, changes);
    if (result.country !== before.country) await readPhonesAgain(inTx, tenantId);
    if (result.currency !== before.currency || result.timezone !== before.timezone) await countAgain(inTx, tenantId);
    if (result.smsPerSecond !== before.smsPerSecond) await limitSms(inTx, tenantId, result.smsPerSecond);
    return {
      result,
      change: {
        action: 'settings.changed',
        target: { kind: 'tenant', id: tenantId },
        ...compareFacts(before.name, settingLabels, before, result),
      },
    };
  });
}

export function putRetentionSettings(ctx: Context, caller: Caller, settings: RetentionSettings): Promise<void> {
  const { tenantId } = caller;
  return audited(ctx, caller, async (inTx) => {
    const { name } = await tenants.readSettings(inTx, tenantId);
    const before = await tenants.readRetentionSettings(inTx, tenantId);
    await retention.putRetentionSettings(inTx, tenantId, settings);
    return {
      result: undefined,
      change: {
        action: 'retention.changed',
        target: { kind: 'tenant', id: tenantId },
        ...compareFacts(name, retentionLabels, before, settings),
      },
    };
  });
}

/** @returns the new secret */
export function replaceWebhookSecret(ctx: Context, caller: Caller): Promise<string> {
  const { tenantId } = caller;
  return audited(ctx, caller, async (inTx) => {
    const result = await webhooks.replaceWebhookSecret(inTx, tenantId);
    const target = { kind: 'tenant' as const, id: tenantId };
    return { result, change: { action: 'webhook_secret.replaced', target, summary: 'Webhook secret replaced' } };
  });
}
