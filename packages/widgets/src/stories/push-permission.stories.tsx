import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, userEvent, waitFor, within } from 'storybook/test';
import { PushPermission } from '../push-permission/index.ts';
import { catalogs, english, type PushPermissionTexts } from '../push-permission/texts/index.ts';
import type { Language, SharedTexts } from '../texts/catalogs.ts';
import { playBrowser, publicKey } from './push-browser.ts';
import { type Answer, answerWith, type Script, shop } from './server.ts';
import { textsIn } from './story-texts.ts';

/** `always`, because a story is the first page of a visit, on which the widget stays hidden. */
const meta: Meta<typeof PushPermission> = {
  title: 'Push permission',
  component: PushPermission,
  args: { ...shop, always: true },
};
export default meta;
type Story = StoryObj<typeof PushPermission>;
type Texts = PushPermissionTexts & SharedTexts;
type Told = { canvasElement: HTMLElement; globals: Record<string, unknown> };

/** A browser, what Beckon says to it, and what becomes of them. */
function story(
  browser: Parameters<typeof playBrowser>[0],
  answer: Answer | Script,
  play: (widget: ReturnType<typeof within>, texts: Texts) => Promise<void>,
): Story {
  return {
    beforeEach: () => {
      const answers: Answer | Script =
        answer === 'offline'
          ? answer
          : (path, body) => (path === 'push/key' ? key : typeof answer === 'function' ? answer(path, body) : answer);
      const stops = [answerWith(answers)(), playBrowser(browser)];
      return () => stops.forEach((stop) => void stop());
    },
    play: async ({ canvasElement, globals }: Told) =>
      play(within(canvasElement), await textsIn(globals.lang as Language, english, catalogs)),
  };
}
const key = { json: { publicKey } };
const subscribed = { json: { isSubscribed: true } };

type Widget = ReturnType<typeof within>;
const heading = (widget: Widget, name: string) => widget.findByRole('heading', { level: 2, name });
const button = (widget: Widget, name: string) => widget.findByRole('button', { name });

/** The reason, both buttons and what one agrees to. */
async function isAsked(widget: Widget, texts: Texts): Promise<void> {
  await heading(widget, texts.heading);
  await expect(await button(widget, texts.submit)).toBeVisible();
  await expect(await button(widget, texts.notNow)).toBeVisible();
  await expect(widget.getByText(texts.wording)).toBeVisible();
}

/** The shopper allows push; `news` is the announced message, which gets the focus. */
const yes = (title: keyof Texts, news: keyof Texts) => async (widget: Widget, texts: Texts) => {
  await isAsked(widget, texts);
  await userEvent.click(await button(widget, texts.submit));
  await heading(widget, texts[title]);
  const status = widget.getByRole('status');
  await expect(status).toHaveTextContent(texts[news]);
  await waitFor(() => expect(status).toHaveFocus());
};

export const Idle = story({}, subscribed, async (widget, texts) => {
  await isAsked(widget, texts);
  await expect(widget.getByRole('status')).toBeEmptyDOMElement();
});
export const Busy = story({ says: 'never' }, subscribed, async (widget, texts) => {
  await userEvent.click(await button(widget, texts.submit));
  await expect(await button(widget, texts.busy)).toHaveAttribute('aria-disabled', 'true');
});
export const Success = story({}, subscribed, yes('successTitle', 'success'));
export const AlreadyOn = story({ isOn: true }, subscribed, async (widget, texts) => {
  await heading(widget, texts.successTitle);
  await expect(await button(widget, texts.turnOff)).toBeVisible();
  await expect(widget.getByRole('status')).not.toHaveFocus();
});
export const TurnedOff = story({ isOn: true }, subscribed, async (widget, texts) => {
  await userEvent.click(await button(widget, texts.turnOff));
  await isAsked(widget, texts);
});
/** As long as the shop has not heard of it, it is on. */
export const NotTurnedOff = story(
  { isOn: true },
  (path) => (path === 'push/unsubscribe' ? 503 : subscribed),
  async (widget, texts) => {
    await userEvent.click(await button(widget, texts.turnOff));
    await waitFor(() => expect(widget.getByRole('status')).toHaveTextContent(texts.errorNetworkUnavailable));
    await heading(widget, texts.successTitle);
    await expect(await button(widget, texts.turnOff)).toBeVisible();
  },
);
/** The yes waits until the shop can be reached. */
export const Kept = story({}, 503, yes('successTitle', 'kept'));
export const Offline = story({}, 'offline', async (widget, texts) => {
  await userEvent.click(await button(widget, texts.submit));
  await waitFor(() => expect(widget.getByRole('status')).toHaveTextContent(texts.errorNetworkUnavailable));
});
export const Denied = story({ says: 'denied' }, subscribed, yes('deniedTitle', 'denied'));
export const BlockedBefore = story({ permission: 'denied' }, subscribed, async (widget, texts) => {
  await heading(widget, texts.deniedTitle);
  await expect(widget.getByRole('status')).toHaveTextContent(texts.denied);
  await expect(widget.queryByRole('button', { name: texts.submit })).toBeNull();
});
export const InstallOnIphone = story(
  {
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1',
  },
  subscribed,
  async (widget, texts) => {
    await heading(widget, texts.installTitle);
    await expect(widget.getByRole('status')).toHaveTextContent(texts.install);
  },
);
export const NotNow = story({}, subscribed, async (widget, texts) => {
  await userEvent.click(await button(widget, texts.notNow));
  await waitFor(() => expect(widget.queryByRole('heading', { level: 2 })).toBeNull());
});
export const NotSetUp = story({}, 401, async (widget, texts) => {
  await userEvent.click(await button(widget, texts.submit));
  await waitFor(() => expect(widget.getByRole('status')).toHaveTextContent(texts.errorNotConfigured));
  await isAsked(widget, texts);
});
