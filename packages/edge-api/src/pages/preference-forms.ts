import type { ConsentType, Preferences, PreferencesChange } from '@beckon/contract';
import type { Language } from '@beckon/core/lib';
import { html } from 'hono/html';
import { checkbox, one, radio } from './form-parts.ts';
import { type PageTexts, pageTexts } from './texts/index.ts';

/** In display order; the first is the default. */
export const pauses = [
  ['', 'pauseNone'],
  ['7', 'pauseWeek'],
  ['30', 'pauseMonth'],
  ['90', 'pauseQuarter'],
] as const;
const paces = [
  ['', 'pace'],
  ['daily', 'pacedaily'],
  ['weekly', 'paceweekly'],
  ['monthly', 'pacemonthly'],
] as const;
const typeNames = {
  email: 'typeEmail',
  sms: 'typeSms',
  push: 'typePush',
  marketing: 'typeMarketing',
  analytics: 'typeAnalytics',
} as const satisfies Record<ConsentType, keyof PageTexts>;

/** Everything that a shopper may set and see, as plain forms: each button posts back to the same address. */
export function preferenceForms(preferences: Preferences, language: Language) {
  const t = pageTexts[language];
  const day = (time: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(time));
  const { channels, topics, waitlists, pushDevices, history } = preferences;
  const shown = (['email', 'sms', 'push'] as const).filter(
    (channel) => channel === 'email' || channels[channel]!.isOn || channels[channel]!.canTurnOn,
  );
  const channelNames = { email: t.wording, sms: t.sms, push: t.push };
  return html`
<form method="post"><input type="hidden" name="action" value="save">
<fieldset><legend>${t.channels}</legend>
${shown.map((channel) => {
  const { isOn, canTurnOn } = channels[channel]!;
  return checkbox(`channel.${channel}`, channelNames[channel], isOn, { isDisabled: !isOn && !canTurnOn });
})}
${channels.email!.isOn || channels.email!.canTurnOn ? '' : html`<p class="note">${t.unreachable}</p>`}
</fieldset>
${topics.length > 0 ? html`<fieldset><legend>${t.topics}</legend>${topics.map(({ id, name, description, isWanted }) => checkbox(`topic.${id}`, name, isWanted, { note: description }))}</fieldset>` : ''}
<fieldset><legend>${t.frequency}</legend>
${paces.map(([value, text]) => radio('frequency', value, t[text], (preferences.frequency ?? '') === value))}
<label class="field">${t.pause}
<select name="pause">${preferences.pausedUntil === null ? '' : html`<option value="keep" selected>${t.pauseUntil.replace('{day}', day(preferences.pausedUntil))}</option>`}${pauses.map(([value, text]) => html`<option value="${value}">${t[text]}</option>`)}</select></label>
</fieldset>
<button type="submit">${t.save}</button>
</form>
${Object.values(channels).some(({ isOn }) => isOn) ? one('stop', t.stop, { isQuiet: true }) : ''}
${
  waitlists.length > 0
    ? html`<section><h2>${t.waitlists}</h2><ul>${waitlists.map(
        ({ id, title, productId }) =>
          html`<li><span><bdi>${title ?? productId}</bdi></span>${one('leave', t.leave, { isQuiet: true, name: title ?? productId, value: id })}</li>`,
      )}</ul></section>`
    : ''
}
${
  pushDevices.length > 0
    ? html`<section><h2>${t.devices}</h2><ul>${pushDevices.map(({ id, browser, system, since }) => {
        const name = [browser, system].filter(Boolean).join(', ') || t.aBrowser;
        return html`<li><span>${name}<small>${t.since.replace('{day}', day(since))}</small></span>${one('remove_device', t.remove, { isQuiet: true, name, value: id })}</li>`;
      })}</ul></section>`
    : ''
}
${
  preferences.isOwner
    ? html`<section><h2>${t.address}</h2><p><bdi>${preferences.email}</bdi></p>
<form method="post"><input type="hidden" name="action" value="email">
<label class="field">${t.newAddress} <input type="email" name="newEmail" autocomplete="email" dir="ltr" required maxlength="254"></label>
<button type="submit" class="quiet">${t.move}</button></form></section>`
    : ''
}
<section><h2>${t.history}</h2>
${
  history.length === 0
    ? html`<p>${t.nothing}</p>`
    : html`<details><summary>${t.showAll.replace('{count}', String(history.length))}</summary><ol>${history.map(
        ({ type, action, recordedAt, wording }) =>
          html`<li><span><b>${t[action].replace('{type}', t[typeNames[type]])}</b> <time datetime="${recordedAt}">${day(recordedAt)}</time>${wording ? html`<br><q><bdi>${wording}</bdi></q>` : ''}</span></li>`,
      )}</ol></details>`
}
</section>
<section><h2>${t.links}</h2><p>${t.linksText}</p>
${one('end_links', t.endLinks, { isQuiet: true })}</section>
${
  preferences.isOwner
    ? html`<section><h2>${t.data}</h2><p>${t.dataText}</p>
${one('export', t.saveData, { isQuiet: true })}${one('erase', t.eraseData, { isQuiet: true })}</section>`
    : ''
}`;
}

/** The second look before what cannot be taken back. */
export function erasureForm(t: PageTexts) {
  return html`${one('erase_for_good', t.eraseAction)}
<p class="note"><a href="">${t.goBack}</a></p>`;
}

/** What is left to do with a link that has ended. */
export function renewalForm(t: PageTexts) {
  return one('renew', t.renew);
}

const dayLength = 24 * 60 * 60 * 1_000;

/** When a chosen pause ends: null for none. */
export function pauseEnd(chosen: unknown, now: Date): string | null {
  const days = Number(chosen);
  return days > 0 && days <= 90 ? new Date(now.getTime() + days * dayLength).toISOString() : null;
}

/** What a posted form asks for. Boxes that are not ticked are not sent: those that were shown count as no. */
export function readChange(
  form: Record<string, unknown>,
  { channels, topics }: Preferences,
  now: Date,
  { wording, wordingVersion }: PageTexts,
): PreferencesChange {
  if (form.action === 'stop') {
    const isOn = Object.entries(channels).filter(([, channel]) => channel.isOn);
    return { channels: Object.fromEntries(isOn.map(([channel]) => [channel, false])) };
  }
  if (form.action === 'leave') return { leaveWaitlists: [String(form.id)] };
  if (form.action === 'remove_device') return { removePushDevices: [String(form.id)] };
  if (form.action === 'end_links') return { endLinks: true };
  const isTicked = (name: string) => form[name] !== undefined;
  const frequency = (['daily', 'weekly', 'monthly'] as const).find((pace) => pace === form.frequency) ?? null;
  return {
    channels: Object.fromEntries(
      Object.entries(channels)
        .filter(([channel, { isOn, canTurnOn }]) => isOn || (canTurnOn && isTicked(`channel.${channel}`)))
        .map(([channel]) => [channel, isTicked(`channel.${channel}`)]),
    ),
    topics: Object.fromEntries(topics.map(({ id }) => [id, isTicked(`topic.${id}`)])),
    frequency,
    ...(form.pause === 'keep' ? {} : { pausedUntil: pauseEnd(form.pause, now) }),
    wordingVersion,
    wording,
  };
}
