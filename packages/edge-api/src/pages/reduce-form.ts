import { frequencies, type PreferenceChannel } from '@beckon/contract';
import type { Language } from '@beckon/core/lib';
import type { ReducedView, Reduction } from '@beckon/core/preferences';
import { html } from 'hono/html';
import { checkbox, one, radio } from './form-parts.ts';
import { pauseEnd, pauses } from './preference-forms.ts';
import { pageTexts } from './texts/index.ts';

const channels = [
  ['email', 'noEmail'],
  ['sms', 'noSms'],
  ['push', 'noPush'],
] as const;

/**
 * What the link of a mail may do without a fresh one: end channels and topics, slow down, pause. It does not show what
 * is on.
 */
export function reduceForm({ email, topics }: ReducedView, language: Language) {
  const t = pageTexts[language];
  return html`
<form method="post"><input type="hidden" name="action" value="reduce">
<fieldset><legend>${t.reduceChannels}</legend>
${channels.map(([channel, text]) => checkbox(`channel.${channel}`, t[text], false))}
</fieldset>
${topics.length > 0 ? html`<fieldset><legend>${t.reduceTopics}</legend>${topics.map(({ id, name, description }) => checkbox(`topic.${id}`, name, false, { note: description }))}</fieldset>` : ''}
<fieldset><legend>${t.reducePace}</legend>
${radio('frequency', '', t.asBefore, true)}
${frequencies.map((pace) => radio('frequency', pace, t[`pace${pace}`], false))}
<label class="field">${t.pause}
<select name="pause">${pauses.map(([value, text]) => html`<option value="${value}">${t[text]}</option>`)}</select></label>
</fieldset>
<button type="submit">${t.save}</button>
</form>
${one('stop', t.stop, { isQuiet: true })}
<section><h2>${t.freshTitle}</h2><p>${t.freshText.replace('{email}', email ?? '')}</p>
${one('renew', t.renew, { isQuiet: true })}</section>`;
}

/** What a posted form asks for: boxes that are ticked are to end. */
export function readReduction(
  form: Record<string, unknown>,
  { topics }: Pick<ReducedView, 'topics'>,
  now: Date,
): Reduction {
  const all = channels.map(([channel]): PreferenceChannel => channel);
  if (form.action === 'stop') return { channels: all, topics: [], frequency: null, pausedUntil: null };
  const isTicked = (name: string) => form[name] !== undefined;
  return {
    channels: all.filter((channel) => isTicked(`channel.${channel}`)),
    topics: topics.flatMap(({ id }) => (isTicked(`topic.${id}`) ? [id] : [])),
    frequency: frequencies.find((pace) => pace === form.frequency) ?? null,
    pausedUntil: pauseEnd(form.pause, now),
  };
}
