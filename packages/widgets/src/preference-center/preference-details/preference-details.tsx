import type { Frequency, Preferences, PreferencesChange } from '@beckon/contract';
import type { SubmitEvent } from 'react';
import type { PreferenceCenterTexts } from '../texts/index.ts';

type Props = {
  preferences: Preferences;
  texts: PreferenceCenterTexts;
  save: (change: PreferencesChange) => void;
  isBusy: boolean;
};

const day = 86_400_000;

/**
 * Channels, topics and frequency. Keys contain the value, so that the fields start with the saved values.
 */
export function Choices({ preferences, texts, save, isBusy }: Props) {
  const { channels, topics, frequency, pausedUntil } = preferences;
  // E-mail always, the others where they are on.
  const shown = (['email', 'sms', 'push'] as const).filter((name) => name === 'email' || channels[name].isOn);

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    // Not a number where the pause stays as it is.
    const days = Number(form.get('pause'));
    // What is off and not ticked is nothing new.
    const choices = shown.map((name) => [name, form.has(name)] as const);
    save({
      channels: Object.fromEntries(choices.filter(([name, isOn]) => isOn !== channels[name].isOn)),
      topics: Object.fromEntries(topics.map(({ id }) => [id, form.has(`topic.${id}`)])),
      frequency: (form.get('frequency') || null) as Frequency | null,
      ...(days >= 0 && { pausedUntil: days ? new Date(Date.now() + days * day).toISOString() : null }),
      wording: texts.wording,
      wordingVersion: texts.wordingVersion,
    });
  };

  const choice = (type: string, name: string, text: string, isOn: boolean, more?: object) => (
    <label part="choice" key={name + text + isOn}>
      <input part="box" type={type} name={name} defaultChecked={isOn} {...more} />
      <span>{text}</span>
    </label>
  );
  return (
    <form onSubmit={submit}>
      <fieldset>
        <legend part="label">{texts.channels}</legend>
        {shown.map((name) => {
          const { isOn, canTurnOn } = channels[name];
          const text = name === 'email' ? texts.wording : texts[name];
          return choice('checkbox', name, text, isOn, { disabled: !isOn && !canTurnOn });
        })}
        {!channels.email.isOn && !channels.email.canTurnOn && <p part="wording">{texts.locked}</p>}
      </fieldset>
      {topics[0] && (
        <fieldset>
          <legend part="label">{texts.topics}</legend>
          {topics.map(({ id, name, isWanted }) => choice('checkbox', `topic.${id}`, name, isWanted))}
        </fieldset>
      )}
      <fieldset>
        <legend part="label">{texts.frequency}</legend>
        {(['', 'daily', 'weekly', 'monthly'] as const).map((value) =>
          choice('radio', 'frequency', texts[`pace${value}`], (frequency ?? '') === value, { value }),
        )}
      </fieldset>
      <label part="field" key={`${pausedUntil}`}>
        <span part="label">{texts.pause}</span>
        <select part="input" name="pause">
          {pausedUntil && <option value="keep">{texts.pauseUntil.replace('{day}', pausedUntil.slice(0, 10))}</option>}
          <option value="0">{texts.pauseNone}</option>
          <option value="7">{texts.pauseWeek}</option>
          <option value="30">{texts.pauseMonth}</option>
        </select>
      </label>
      <button part="button" type="submit" aria-disabled={isBusy}>
        {texts.save}
      </button>
    </form>
  );
}

/** The shopper's waitlists, the browsers that receive notifications, and the consent history with its wordings. */
export function Lists({ preferences, texts, save }: Props) {
  const { waitlists, pushDevices, history } = preferences;
  const list = (title: string, items: { id: string; name: string }[], action: string, act: (id: string) => void) =>
    items[0] && (
      <div part="list">
        <h3 part="label">{title}</h3>
        <ul>
          {items.map(({ id, name }) => (
            <li part="choice" key={id}>
              <span>{name}</span>
              <button part="link" type="button" aria-label={`${action}: ${name}`} onClick={() => act(id)}>
                {action}
              </button>
            </li>
          ))}
        </ul>
      </div>
    );
  const waits = waitlists.map(({ id, title, productId }) => ({ id, name: title ?? productId }));
  const devices = pushDevices.map(({ id, browser, system }) => ({
    id,
    name: [browser, system].filter(Boolean).join(', ') || '?',
  }));

  return (
    <>
      {list(texts.waitlists, waits, texts.leave, (id) => save({ leaveWaitlists: [id] }))}
      {list(texts.devices, devices, texts.remove, (id) => save({ removePushDevices: [id] }))}
      {history[0] && (
        <details part="list">
          <summary part="label">{texts.history}</summary>
          <ol>
            {history.map(({ position, type, action, recordedAt, wording }) => (
              <li part="choice" key={position}>
                <span>
                  {recordedAt.slice(0, 10)} {texts[action].replace('{type}', type)}
                  {wording && ` “${wording}”`}
                </span>
              </li>
            ))}
          </ol>
        </details>
      )}
      <p part="wording">{texts.more}</p>
    </>
  );
}
