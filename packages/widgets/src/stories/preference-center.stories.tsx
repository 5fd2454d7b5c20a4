import type { Preferences, PreferencesChange } from '@beckon/contract';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, userEvent, waitFor, within } from 'storybook/test';
import { PreferenceCenter } from '../preference-center/index.ts';
import { catalogs, english, type PreferenceCenterTexts } from '../preference-center/texts/index.ts';
import { preferences as given } from '../testing/preferences.ts';
import type { Language, SharedTexts } from '../texts/catalogs.ts';
import { type Answer, answerWith, type Script, shop } from './server.ts';
import { textsIn } from './story-texts.ts';

const meta: Meta<typeof PreferenceCenter> = {
  title: 'Preference center',
  component: PreferenceCenter,
  args: { ...shop, userId: 'kim', signature: '0a' },
};
export default meta;
type Story = StoryObj<typeof PreferenceCenter>;
type Texts = PreferenceCenterTexts & SharedTexts;
type Widget = ReturnType<typeof within>;
type Told = { canvasElement: HTMLElement; globals: Record<string, unknown> };

const story = (
  answers: Answer | Script,
  play: (widget: Widget, texts: Texts, element: HTMLElement) => Promise<void>,
  args: Story['args'] = {},
): Story => ({
  args,
  beforeEach: answerWith(answers),
  play: async ({ canvasElement, globals }: Told) =>
    play(within(canvasElement), await textsIn(globals.lang as Language, english, catalogs), canvasElement),
});

/** Responds with the preferences, and to each change with `changed`, or with the result of the change. */
function remember(preferences: Partial<Preferences> = {}, changed?: Answer): Script {
  let now = { ...given, ...preferences };
  return (_, body) => {
    const { change } = body as { change?: PreferencesChange };
    if (!change) return { json: now };
    if (changed) return changed;
    if (change.leaveWaitlists) now = { ...now, waitlists: [] };
    if (change.frequency !== undefined) now = { ...now, frequency: change.frequency };
    return { json: now };
  };
}

const save = (widget: Widget, texts: Texts) => widget.findByRole('button', { name: texts.save });
const says = (widget: Widget, text: string) =>
  waitFor(() => expect(widget.getByRole('status')).toHaveTextContent(text));

/** Every field is found by its name, in the group that it belongs to. */
async function isAll(widget: Widget, texts: Texts): Promise<void> {
  await save(widget, texts);
  await expect(widget.getByRole('heading', { level: 2, name: texts.heading })).toBeVisible();
  const group = (name: string) => within(widget.getByRole('group', { name }));
  await expect(group(texts.channels).getByRole('checkbox', { name: texts.wording })).toBeChecked();
  await expect(group(texts.channels).getByRole('checkbox', { name: texts.push })).toBeChecked();
  await expect(group(texts.topics).getByRole('checkbox', { name: 'Plants' })).toBeChecked();
  await expect(group(texts.topics).getByRole('checkbox', { name: 'Sales' })).not.toBeChecked();
  await expect(group(texts.frequency).getAllByRole('radio')).toHaveLength(4);
  await expect(group(texts.frequency).getByRole('radio', { name: texts.paceweekly })).toBeChecked();
  await expect(widget.getByRole('combobox', { name: texts.pause })).toHaveValue('0');
  await expect(widget.getByRole('button', { name: `${texts.leave}: Mug` })).toBeVisible();
  await expect(widget.getByRole('button', { name: `${texts.remove}: Firefox` })).toBeVisible();
  await expect(widget.getByRole('status')).toBeEmptyDOMElement();
}

/** The error is shown, and the choices are kept. */
const fails = (status: number | 'offline', text: keyof Texts) =>
  story(status, async (widget, texts) => {
    await says(widget, texts[text]);
    await expect(widget.queryByRole('button')).toBeNull();
  });

export const BySignature = story(remember(), isAll);
export const ByLink = story(remember({ isOwner: true }), isAll, {
  token: 'link',
  userId: undefined,
  signature: undefined,
});
export const Loading = story('never', (widget, texts) => says(widget, texts.loading));
export const Busy = story(remember({}, 'never'), async (widget, texts) => {
  await userEvent.click(await save(widget, texts));
  await waitFor(() =>
    expect(widget.getByRole('button', { name: texts.save })).toHaveAttribute('aria-disabled', 'true'),
  );
});
export const Saved = story(remember(), async (widget, texts) => {
  await userEvent.click(await widget.findByRole('radio', { name: texts.pacemonthly }));
  await userEvent.click(await save(widget, texts));
  await says(widget, texts.saved);
  await waitFor(() => expect(widget.getByRole('radio', { name: texts.pacemonthly })).toBeChecked());
});
export const NoWaitMore = story(remember(), async (widget, texts) => {
  const name = `${texts.leave}: Mug`;
  await userEvent.click(await widget.findByRole('button', { name }));
  await says(widget, texts.saved);
  await waitFor(() => expect(widget.queryByRole('button', { name })).toBeNull());
});
export const WhatWasAgreedTo = story(remember(), async (widget, texts) => {
  await save(widget, texts);
  await userEvent.click(widget.getByText(texts.history));
  await expect(widget.getByText(/“News, please.”/)).toBeVisible();
});
export const Paused = story(remember({ pausedUntil: '2027-01-10T09:00:00.000Z' }), async (widget, texts) => {
  await save(widget, texts);
  const name = texts.pauseUntil.replace('{day}', '2027-01-10');
  await expect(widget.getByRole('option', { name })).toHaveProperty('selected', true);
});
/** Nothing but the channels, and the address is one that we may not write to. */
export const Empty = story(
  remember({
    channels: {
      email: { isOn: false, canTurnOn: false },
      sms: { isOn: false, canTurnOn: false },
      push: { isOn: false, canTurnOn: false },
    },
    topics: [],
    frequency: null,
    waitlists: [],
    pushDevices: [],
    history: [],
  }),
  async (widget, texts) => {
    await save(widget, texts);
    await expect(widget.getByRole('checkbox', { name: texts.wording })).toBeDisabled();
    await expect(widget.getAllByRole('checkbox')).toHaveLength(1);
    await expect(widget.getByRole('radio', { name: texts.pace })).toBeChecked();
    await expect(widget.queryByRole('list')).toBeNull();
  },
);
const long = 'Everything about watering cans, planters, and what a balcony needs in a year without a summer';
export const LongContent = story(
  remember({
    channels: {
      email: { isOn: true, canTurnOn: true },
      sms: { isOn: true, canTurnOn: false },
      push: { isOn: true, canTurnOn: false },
    },
    topics: Array.from({ length: 12 }, (_, at) => ({
      id: `t${at}`,
      name: at % 3 ? `Topic ${at}` : `${long} ${at}`,
      description: '',
      isWanted: at % 2 === 0,
    })),
    waitlists: Array.from({ length: 5 }, (_, at) => ({
      ...given.waitlists[0]!,
      id: `w${at}`,
      title: at ? `Mug ${at}` : `${long}, in blue, ${'x'.repeat(60)}`,
    })),
    pushDevices: Array.from({ length: 4 }, (_, at) => ({
      ...given.pushDevices[0]!,
      id: `p${at}`,
      system: at ? `System ${at}` : long,
    })),
  }),
  async (widget, texts, element) => {
    await save(widget, texts);
    await expect(widget.getAllByRole('button', { name: new RegExp(`^${texts.leave}: `) })).toHaveLength(5);
    const form = element.querySelector('section') as HTMLElement;
    await expect(form.scrollWidth).toBeLessThanOrEqual(form.clientWidth);
  },
);
export const ExpiredLink = fails(403, 'errorAccessDenied');
export const TooManyTries = fails(429, 'errorRateLimited');
export const ServerUnavailable = fails(503, 'errorNetworkUnavailable');
export const NotSetUp = fails(401, 'errorNotConfigured');
export const Offline = fails('offline', 'errorNetworkUnavailable');
/** The choices stay, so that they can be saved again. */
export const NotSaved = story(remember({}, 503), async (widget, texts) => {
  await userEvent.click(await widget.findByRole('radio', { name: texts.pacemonthly }));
  await userEvent.click(await save(widget, texts));
  await says(widget, texts.errorNetworkUnavailable);
  await expect(widget.getByRole('radio', { name: texts.pacemonthly })).toBeChecked();
});
