import type { PreferencesChange } from '@beckon/contract';
import { describe, expect, test } from 'vitest';
import { preferences as given } from './testing/preferences.ts';
import { deliveries, openStage, type Visit } from './testing/stage.ts';

const stage = openStage('preference-center');

type Sent = { userId?: string; signature?: string; change?: PreferencesChange; path: string };

/** A server that remembers channels and frequency; each call it got. `status` instead of an answer. */
async function server({ status = 200, preferences = given } = {}): Promise<Sent[]> {
  const sent: Sent[] = [];
  let now = preferences;
  await stage.page.route('**/v1/preferences**', (route) => {
    const { pathname, searchParams } = new URL(route.request().url());
    expect(searchParams.get('key')).toBe('pk_test');
    const { change, ...who } = route.request().postDataJSON() as Omit<Sent, 'path'>;
    sent.push({ ...who, path: pathname, ...(change ? { change } : {}) });
    const channels = Object.entries(change?.channels ?? {}).map(([name, isOn]) => [name, { isOn, canTurnOn: true }]);
    now = { ...now, channels: { ...now.channels, ...Object.fromEntries(channels) } };
    if (change?.frequency !== undefined) now = { ...now, frequency: change.frequency };
    if (change?.leaveWaitlists) now = { ...now, waitlists: [] };
    return route.fulfill({ status, json: now });
  });
  return sent;
}

const attributes = 'user-id="kim" signature="0a"';
const box = (name: string) => stage.page.getByRole('checkbox', { name });
const radio = (name: string) => stage.page.getByRole('radio', { name });
const save = () => stage.page.getByRole('button', { name: 'Save' });
const says = (text: string) => stage.page.getByRole('status').getByText(text).waitFor();

describe.each(deliveries)('the preference center as %s', (delivery) => {
  const visit = (options: Visit = {}) => stage.visit(delivery, { attributes, ...options });

  test('shows a shopper’s preferences, requested with the signature of the shop', async () => {
    const sent = await server();
    await visit();
    await save().waitFor();
    expect(sent[0]).toEqual({ path: '/v1/preferences', userId: 'kim', signature: '0a' });
    const isOn = async (name: string) => box(name).isChecked();
    expect([
      await isOn('email me'),
      await isOn('Browser notifications'),
      await isOn('Plants'),
      await isOn('Sales'),
    ]).toEqual([true, true, true, false]);
    expect(await box('News by text message').count()).toBe(0);
    expect(await radio('once a week').isChecked()).toBe(true);
  });

  test('saves the choices with the consent wording, and shows the server’s response', async () => {
    const sent = await server();
    await visit();
    await box('email me').uncheck();
    await box('Sales').check();
    await radio('once a month').check();
    await save().click();
    await says('Your changes have been saved');
    const { change } = sent.at(-1)!;
    expect(sent.at(-1)!.path).toBe('/v1/preferences/change');
    expect(change).toMatchObject({
      channels: { email: false },
      topics: { plants: true, sales: true },
      frequency: 'monthly',
      pausedUntil: null,
      wordingVersion: 'en-2',
    });
    expect(change!.wording).toContain('email me');
    expect(await box('email me').isChecked()).toBe(false);
    await box('email me').check();
    await save().click();
    await expect.poll(() => sent.at(-1)!.change!.channels).toEqual({ email: true });
    expect(await radio('once a month').isChecked()).toBe(true);
  });

  test('leaves a waitlist, removes a browser, and shows the consents', async () => {
    const sent = await server();
    await visit();
    await stage.page.getByRole('button', { name: 'Remove: Firefox' }).click();
    await expect.poll(() => sent.at(-1)!.change).toEqual({ removePushDevices: ['psh_1'] });
    await stage.page.getByRole('button', { name: 'Cancel alert: Mug' }).click();
    await expect.poll(() => sent.at(-1)!.change).toEqual({ leaveWaitlists: ['wle_1'] });
    await expect.poll(() => stage.page.getByRole('button', { name: 'Cancel alert: Mug' }).count()).toBe(0);
    await stage.page.getByText('Your consent history').click();
    await stage.page.getByText('“News, please.”').waitFor();
  });

  test('says in human words what went wrong, and keeps the choices there', async () => {
    await server({ status: 403 });
    await visit();
    await says('Please sign in again');
    expect(await save().count()).toBe(0);
    await server();
    await stage.page.reload();
    await save().waitFor();
    await stage.page.unrouteAll();
    await server({ status: 503 });
    await save().click();
    await says('We could not reach the shop');
    expect(await save().count()).toBe(1);
  });

  test('an address that is stopped, or was never confirmed, cannot be ticked, and it is said what to do', async () => {
    await server({
      preferences: { ...given, channels: { ...given.channels, email: { isOn: false, canTurnOn: false } } },
    });
    await visit();
    expect(await box('email me').isDisabled()).toBe(true);
    await stage.page.getByText('You cannot turn this on here.').waitFor();
  });

  test('axe finds nothing, in English and in Arabic', async () => {
    await server();
    for (const lang of ['en', 'ar']) {
      await visit({ lang });
      await stage.page.getByRole('radio').first().waitFor();
      expect(await stage.violations()).toEqual([]);
    }
  });
});
