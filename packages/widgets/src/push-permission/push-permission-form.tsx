import { useRef } from 'react';
import { Frame, type FrameProps } from '../frame/frame.tsx';
import { report } from '../frame/report.ts';
import type { SharedTexts } from '../texts/catalogs.ts';
import { problemTexts } from '../texts/problem-texts.ts';
import type { PushPermissionTexts } from './texts/index.ts';
import { type PushPermissionOptions, usePushPermission } from './use-push-permission.ts';

export type PushPermissionFormProps = FrameProps &
  Omit<PushPermissionOptions, 'wording' | 'wordingVersion'> & { texts: PushPermissionTexts & SharedTexts };

const widget = 'push_permission';

/** The reason before the browser's question, the same in React and in the custom element. */
export function PushPermissionForm(props: PushPermissionFormProps) {
  const { texts, formId, variation } = props;
  const { wording, wordingVersion } = texts;
  const { state, accept, dismiss, turnOff } = usePushPermission({ ...props, wording, wordingVersion });
  const root = useRef<HTMLDivElement>(null);
  const { status, error } = state;
  // While a change is under way or after it failed, the previous state is shown.
  const rest = useRef(status);
  if (status !== 'busy' && status !== 'error') rest.current = status;
  const name = (rest.current === 'kept' ? 'success' : rest.current) as 'success' | 'denied' | 'install';
  const isOn = name === 'success';
  // Without one, the shopper is asked.
  const title: string | undefined = texts[`${name}Title`];

  const refuse = () => {
    report(root.current, { widget, formId, variation }, 'dismiss');
    dismiss();
  };

  if (status === 'hidden') return null;
  return (
    <Frame {...props} widget={widget} state={state} root={root}>
      <section part="form">
        <div>
          <h2 part="heading">{title ?? texts.heading}</h2>
          {!title && <p part="intro">{texts.intro}</p>}
        </div>
        {!title && (
          <div part="fields">
            <button part="button" type="button" aria-disabled={status === 'busy'} onClick={accept}>
              {status === 'busy' ? texts.busy : texts.submit}
            </button>
          </div>
        )}
        <div part="message" data-status={status} role="status" tabIndex={-1}>
          {error ? texts[problemTexts[error]] : status === 'kept' ? texts.kept : title && texts[name]}
        </div>
        {!title && <p part="wording">{texts.wording}</p>}
        <button part="link" type="button" onClick={isOn ? turnOff : refuse}>
          {isOn ? texts.turnOff : texts.notNow}
        </button>
      </section>
    </Frame>
  );
}
