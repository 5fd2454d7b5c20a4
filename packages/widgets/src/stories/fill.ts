import { expect, userEvent, waitFor, within } from 'storybook/test';
import type { FormTexts } from '../form/form.tsx';
import type { Catalogs, Language } from '../texts/catalogs.ts';
import { textsIn } from './story-texts.ts';

type Told = { canvasElement: HTMLElement; globals: Record<string, unknown> };
type Own = Pick<FormTexts, 'heading' | 'submit' | 'wording'>;
type Status = 'busy' | 'verifying' | 'success' | 'kept' | 'error';

/** Waits until the texts have loaded: until then the form is in English. */
const settle = async (element: HTMLElement) => {
  const { lang } = document.documentElement;
  await waitFor(() => expect(element.querySelector('.beckon')?.getAttribute('lang')).toBe(lang));
};

/** Waits until the widget is rendered. */
export const look = async ({ canvasElement }: Told) => {
  await settle(canvasElement);
  await waitFor(() => expect(within(canvasElement).getByRole('heading', { level: 2 })).toBeVisible());
};

/** What shoppers do with a form of an address; everything is found by its role and its name in their language. */
export function playsOf<Texts extends Own>(english: Texts, catalogs: Catalogs<Texts>) {
  const formIn = async ({ canvasElement, globals }: Told) => {
    await settle(canvasElement);
    const texts = await textsIn(globals.lang as Language, english, catalogs);
    const form = within(await within(canvasElement).findByRole('form', { name: texts.heading }));
    const input = form.getByRole('textbox', { name: texts.email });
    await expect(input).toHaveAccessibleDescription(expect.stringContaining(texts.wording));
    return { form, input, button: form.getByRole('button', { name: texts.submit }) };
  };

  /** Looks at the empty form; over the page it is in a region, or a dialog, of its name. */
  const see =
    (role?: 'dialog' | 'region') =>
    async (told: Told): Promise<void> => {
      const { form } = await formIn(told);
      await expect(form.getByRole('status')).toBeEmptyDOMElement();
      if (!role) return;
      const { heading } = await textsIn(told.globals.lang as Language, english, catalogs);
      await waitFor(() => expect(within(told.canvasElement).getByRole(role, { name: heading })).toBeVisible());
    };

  /** Fills in an address, sends it, and waits for the news. */
  const send =
    (address: string, status: Status) =>
    async (told: Told): Promise<void> => {
      const { form, input, button } = await formIn(told);
      if (address) await userEvent.type(input, address);
      const news = form.getByRole('status');
      await userEvent.click(button);
      await waitFor(() => expect(news).toHaveAttribute('data-status', status));
      if (status !== 'busy') expect(news).not.toBeEmptyDOMElement();
      if (status === 'success') await waitFor(() => expect(news).toHaveFocus());
    };
  return { see, send };
}
