import { expect, userEvent, waitFor, within } from 'storybook/test';

type Told = { canvasElement: HTMLElement };

/** Waits until the texts have come: the form speaks English until then. */
const settle = async (element: HTMLElement) => {
  const { lang } = document.documentElement;
  await waitFor(() => expect(element.querySelector('.beckon')?.getAttribute('lang')).toBe(lang));
};

/** Fills in an address as a shopper does, sends it, and waits for the news. */
export const send =
  (address: string, status: 'busy' | 'proving' | 'success' | 'kept' | 'error') =>
  async ({ canvasElement }: Told) => {
    await settle(canvasElement);
    const form = within(canvasElement);
    const input = canvasElement.querySelector('input[type=email]') as HTMLInputElement;
    expect(input).toHaveAccessibleName();
    if (address) await userEvent.type(input, address);
    const button = canvasElement.querySelector('[type=submit]') as HTMLButtonElement;
    expect(button).toHaveAccessibleName();
    await userEvent.click(button);
    const news = form.getByRole('status');
    await waitFor(() => expect(news).toHaveAttribute('data-status', status));
    if (status !== 'busy') expect(news).not.toBeEmptyDOMElement();
    if (status === 'success') await waitFor(() => expect(news).toHaveFocus());
  };

/** Waits for the widget; its names and roles are there. */
export const look = async ({ canvasElement }: Told) => {
  await settle(canvasElement);
  await waitFor(() => expect(within(canvasElement).getByRole('heading', { level: 2 })).toBeVisible());
};
