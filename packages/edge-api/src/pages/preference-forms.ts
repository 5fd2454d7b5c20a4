import type { Preferences, PreferencesChange } from '@beckon/contract';
import { html, raw } from 'hono/html';

/** The text beside the box of e-mails; its version is what the ledger names. */
export const emailWording = { version: 'preferences-1', text: 'Yes, send me news and offers by e-mail.' };

const channelNames = { email: 'E-mail', sms: 'SMS', push: 'Push messages in the browser' } as const;
/** In the order in which they stand; the first is what is chosen unless somebody chooses. */
const pauses = [
  ['', 'No pause'],
  ['7', 'For a week'],
  ['30', 'For a month'],
  ['90', 'For three months'],
] as const;
const paces = {
  '': 'As often as there is something',
  daily: 'At most once a day',
  weekly: 'At most once a week',
  monthly: 'At most once a month',
} as const;
const actionNames = { requested: 'Asked for', granted: 'Agreed to', revoked: 'Ended' } as const;

/** Everything that somebody may set and see, as plain forms: each button posts back to the same address. */
export function preferenceForms(preferences: Preferences) {
  const { channels, topics, waitlists, pushDevices, history } = preferences;
  const shown = (['email', 'sms', 'push'] as const).filter(
    (channel) => channel === 'email' || channels[channel]!.isOn || channels[channel]!.canTurnOn,
  );
  return html`
<form method="post"><input type="hidden" name="action" value="save">
<fieldset><legend>How may we reach you?</legend>
${shown.map((channel) => {
  const { isOn, canTurnOn } = channels[channel]!;
  const text = channel === 'email' ? emailWording.text : channelNames[channel];
  return checkbox(`channel.${channel}`, text, isOn, { isDisabled: !isOn && !canTurnOn });
})}
${channels.email!.isOn || channels.email!.canTurnOn ? '' : html`<p class="note">We cannot write to this address: mails to it came back, or it asked us never to.</p>`}
</fieldset>
${topics.length > 0 ? html`<fieldset><legend>What about?</legend>${topics.map(({ id, name, description, isWanted }) => checkbox(`topic.${id}`, name, isWanted, { note: description }))}</fieldset>` : ''}
<fieldset><legend>How often?</legend>
${Object.entries(paces).map(
  ([value, text]) =>
    html`<label class="choice"><input type="radio" name="frequency" value="${value}"${raw((preferences.frequency ?? '') === value ? ' checked' : '')}><span>${text}</span></label>`,
)}
<label class="field">Pause
<select name="pause">${preferences.pausedUntil === null ? '' : html`<option value="keep" selected>Until ${day(preferences.pausedUntil)}</option>`}${pauses.map(([value, text]) => html`<option value="${value}">${text}</option>`)}</select></label>
</fieldset>
<button type="submit">Save</button>
</form>
${Object.values(channels).some(({ isOn }) => isOn) ? one('stop', 'Stop all of it', { isQuiet: true }) : ''}
${
  waitlists.length > 0
    ? html`<section><h2>What you wait for</h2><ul>${waitlists.map(
        ({ id, title, productId }) =>
          html`<li><span>${title ?? productId}</span>${one('leave', 'Stop watching', { isQuiet: true, name: title ?? productId, value: id })}</li>`,
      )}</ul></section>`
    : ''
}
${
  pushDevices.length > 0
    ? html`<section><h2>Browsers with push messages</h2><ul>${pushDevices.map(({ id, browser, system, since }) => {
        const name = [browser, system].filter(Boolean).join(', ') || 'A browser';
        return html`<li><span>${name}<small>since ${day(since)}</small></span>${one('remove_device', 'Remove', { isQuiet: true, name, value: id })}</li>`;
      })}</ul></section>`
    : ''
}
${
  preferences.isOwner
    ? html`<section><h2>Your address</h2><p>${preferences.email}</p>
<form method="post"><input type="hidden" name="action" value="email">
<label class="field">New address <input type="email" name="newEmail" autocomplete="email" required maxlength="254"></label>
<button type="submit" class="quiet">Move to this address</button></form></section>`
    : ''
}
<section><h2>What you agreed to</h2>
${
  history.length === 0
    ? html`<p>Nothing so far.</p>`
    : html`<details><summary>${history.length} ${history.length === 1 ? 'entry' : 'entries'}</summary><ol>${history.map(
        ({ type, action, recordedAt, wording }) =>
          html`<li><span><b>${actionNames[action]} ${type}</b> <time datetime="${recordedAt}">${day(recordedAt)}</time>${wording ? html`<br>“${wording}”` : ''}</span></li>`,
      )}</ol></details>`
}
</section>
<section><h2>Your links</h2><p>Was a mail of yours passed on? This ends all links to this page, this one too.</p>
${one('end_links', 'End all links', { isQuiet: true })}</section>
${
  preferences.isOwner
    ? html`<section><h2>Your data</h2><p>Take everything that we keep about you with you, as a file. Or have it erased.</p>
${one('export', 'Save my data', { isQuiet: true })}${one('erase', 'Erase my data', { isQuiet: true })}</section>`
    : ''
}`;
}

/** The second look before what cannot be taken back. */
export function erasureForm() {
  return html`${one('erase_for_good', 'Yes, erase everything')}
<p class="note"><a href="">No, go back</a></p>`;
}

/** A form of one button. */
function one(
  action: string,
  text: string,
  { isQuiet = false, name, value }: { isQuiet?: boolean; name?: string; value?: string } = {},
) {
  return html`<form method="post"><input type="hidden" name="action" value="${action}">${
    value === undefined ? '' : html`<input type="hidden" name="id" value="${value}">`
  }<button type="submit"${raw(isQuiet ? ' class="quiet"' : '')}>${text}${name === undefined ? '' : html`<span class="unseen">: ${name}</span>`}</button></form>`;
}

function checkbox(name: string, text: string, isOn: boolean, { isDisabled = false, note = '' } = {}) {
  return html`<label class="choice"><input type="checkbox" name="${name}"${raw(isOn ? ' checked' : '')}${raw(isDisabled ? ' disabled' : '')}><span>${text}${note ? html`<small>${note}</small>` : ''}</span></label>`;
}

function day(time: string): string {
  return time.slice(0, 10);
}

const dayLength = 24 * 60 * 60 * 1_000;

/** What a posted form asks for. Boxes that are not ticked are not sent: those that were shown count as no. */
export function readChange(
  form: Record<string, unknown>,
  { channels, topics }: Preferences,
  now: Date,
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
  const days = Number(form.pause);
  return {
    channels: Object.fromEntries(
      Object.entries(channels)
        .filter(([channel, { isOn, canTurnOn }]) => isOn || (canTurnOn && isTicked(`channel.${channel}`)))
        .map(([channel]) => [channel, isTicked(`channel.${channel}`)]),
    ),
    topics: Object.fromEntries(topics.map(({ id }) => [id, isTicked(`topic.${id}`)])),
    frequency,
    ...(form.pause === 'keep'
      ? {}
      : { pausedUntil: days > 0 && days <= 90 ? new Date(now.getTime() + days * dayLength).toISOString() : null }),
    wordingVersion: emailWording.version,
    wording: emailWording.text,
  };
}
