import type { Frequency, Preferences, PreferencesChange } from '@beckon/contract';
import type { PreferenceCenterTexts } from '../texts/index.ts';

type DetailsProps = { preferences: Preferences; texts: PreferenceCenterTexts };
export type ListsProps = DetailsProps & { save: (change: PreferencesChange) => void };

const day = 86_400_000;

/** About what and how often. Keys hold the value, so that what was saved is what the fields begin with. */
export function Fields({ preferences: { topics, frequency, pausedUntil }, texts }: DetailsProps) {
  return (
    <>
      {topics.length > 0 && (
        <fieldset>
          <legend part="label">{texts.topics}</legend>
          {topics.map(({ id, name, isWanted }) => (
            <label part="choice" key={id + isWanted}>
              <input type="checkbox" name={`topic.${id}`} defaultChecked={isWanted} />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
      )}
      <fieldset>
        <legend part="label">{texts.frequency}</legend>
        {(['', 'daily', 'weekly', 'monthly'] as const).map((pace) => (
          <label part="choice" key={`${pace} ${frequency}`}>
            <input type="radio" name="frequency" value={pace} defaultChecked={(frequency ?? '') === pace} />
            <span>{texts[`pace${pace}`]}</span>
          </label>
        ))}
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
    </>
  );
}

/** What the fields ask for. */
export function readFields(form: FormData, { topics }: Preferences): PreferencesChange {
  const pause = form.get('pause');
  const pausedUntil = Number(pause) ? new Date(Date.now() + Number(pause) * day).toISOString() : null;
  return {
    topics: Object.fromEntries(topics.map(({ id }) => [id, form.has(`topic.${id}`)])),
    frequency: (form.get('frequency') || null) as Frequency | null,
    ...(pause !== 'keep' && { pausedUntil }),
  };
}

/** What somebody waits for, in which browsers they get messages, and what they agreed to in which words. */
export function Lists({ preferences, texts, save }: ListsProps) {
  const { waitlists, pushDevices, history } = preferences;
  const list = (title: string, items: { id: string; name: string }[], action: string, act: (id: string) => void) =>
    items.length > 0 && (
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
      {history.length > 0 && (
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
