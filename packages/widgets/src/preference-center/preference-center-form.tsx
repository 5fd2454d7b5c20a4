import { type SubmitEvent, useEffect, useState } from 'react';
import { Frame, type FrameProps } from '../frame/frame.tsx';
import type { SharedTexts } from '../texts/catalogs.ts';
import type { PreferenceCenterTexts } from './texts/index.ts';
import { type PreferencesOptions, usePreferences } from './use-preferences.ts';

export type PreferenceCenterFormProps = FrameProps &
  PreferencesOptions & { texts: PreferenceCenterTexts & SharedTexts };

type Details = typeof import('./preference-details/preference-details.tsx');

/** What a shopper gets and wants, to choose from. All but the channels comes in a file of its own. */
export function PreferenceCenterForm(props: PreferenceCenterFormProps) {
  const { texts } = props;
  const { state, save } = usePreferences(props);
  const [details, setDetails] = useState<Details | null | undefined>(undefined);
  const { status, error } = state;
  // Shown together, so that nothing moves; without the file there are the channels.
  const preferences = details === undefined ? undefined : state.preferences;

  // E-mail always, the others where they are on.
  const shown = (['email', 'sms', 'push'] as const).filter(
    (name) => name === 'email' || preferences?.channels[name].isOn,
  );

  useEffect(() => {
    import('./preference-details/preference-details.tsx').catch(() => null).then(setDetails);
  }, []);

  return (
    <Frame {...props} widget="preference_center" state={state}>
      <section part="form">
        <h2 part="heading">{texts.heading}</h2>
        {preferences && (
          <form
            onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
              event.preventDefault();
              const form = new FormData(event.currentTarget);
              const { channels } = preferences;
              // What is off and not ticked is nothing new.
              const wishes = shown.map((name) => [name, form.has(name)] as const);
              save({
                ...details?.readFields(form, preferences),
                channels: Object.fromEntries(wishes.filter(([name, wish]) => wish !== channels[name].isOn)),
                wording: texts.wording,
                wordingVersion: texts.wordingVersion,
              });
            }}
          >
            <fieldset>
              <legend part="label">{texts.channels}</legend>
              {shown.map((name) => {
                const { isOn, canTurnOn } = preferences.channels[name];
                return (
                  <label part="choice" key={name + isOn}>
                    <input type="checkbox" name={name} defaultChecked={isOn} disabled={!isOn && !canTurnOn} />
                    <span>{name === 'email' ? texts.wording : texts[name]}</span>
                  </label>
                );
              })}
            </fieldset>
            {details && <details.Fields preferences={preferences} texts={texts} />}
            <button part="button" type="submit" aria-disabled={status === 'busy'}>
              {texts.save}
            </button>
          </form>
        )}
        <div part="message" data-status={status} role="status">
          {error ? texts[`error${error}`] : status === 'success' ? texts.saved : !preferences && texts.loading}
        </div>
        {preferences && details && <details.Lists preferences={preferences} texts={texts} save={save} />}
      </section>
    </Frame>
  );
}
