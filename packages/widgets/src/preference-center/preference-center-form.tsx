import { useEffect, useState } from 'react';
import { Frame, type FrameProps } from '../frame/frame.tsx';
import type { SharedTexts } from '../texts/catalogs.ts';
import { problemTexts } from '../texts/problem-texts.ts';
import type { PreferenceCenterTexts } from './texts/index.ts';
import { type PreferencesOptions, usePreferences } from './use-preferences.ts';

export type PreferenceCenterFormProps = FrameProps &
  PreferencesOptions & { texts: PreferenceCenterTexts & SharedTexts };

const errorTexts = { ...problemTexts, access_denied: 'errorAccessDenied' } as const;

type Details = typeof import('./preference-details/preference-details.tsx');

/** A shopper's preferences. The fields are in a separate file, fetched together with the data. */
export function PreferenceCenterForm(props: PreferenceCenterFormProps) {
  const { texts } = props;
  const { state, save } = usePreferences(props);
  const [details, setDetails] = useState<Details | null | undefined>(undefined);
  const { status, preferences } = state;
  const error = details === null ? 'network_unavailable' : state.error;
  const shown = details && preferences && { preferences, texts, save, isBusy: status === 'busy' };

  useEffect(() => {
    import('./preference-details/preference-details.tsx').then(setDetails, () => setDetails(null));
  }, []);

  return (
    <Frame {...props} widget="preference_center" state={state}>
      <section part="form">
        <h2 part="heading">{texts.heading}</h2>
        {shown && <details.Choices {...shown} />}
        <div part="message" data-status={status} role="status" tabIndex={-1}>
          {error ? texts[errorTexts[error]] : status === 'success' ? texts.saved : !shown && texts.loading}
        </div>
        {shown && <details.Lists {...shown} />}
      </section>
    </Frame>
  );
}
