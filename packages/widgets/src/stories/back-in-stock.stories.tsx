import type { Meta, StoryObj } from '@storybook/react-vite';
import { BackInStock } from '../back-in-stock/index.ts';
import { catalogs, english } from '../back-in-stock/texts/index.ts';
import { look, playsOf } from './fill.ts';
import { type Answer, answerWith, shop } from './server.ts';

const meta: Meta<typeof BackInStock> = {
  title: 'Back in stock',
  component: BackInStock,
  args: { ...shop, productId: 'mug', variantId: 'blue', soldOut: true },
};
export default meta;
type Story = StoryObj<typeof BackInStock>;

const { see, send } = playsOf(english, catalogs);

const sent = (answer: Answer, status: Parameters<typeof send>[1], address = 'anna@example.com'): Story => ({
  beforeEach: answerWith(answer),
  play: send(address, status),
});

export const Idle: Story = { beforeEach: answerWith(202), play: see() };
export const Busy = sent('never', 'busy');
export const Success = sent(202, 'success');
export const AlreadyAsked: Story = {
  beforeEach: () => {
    const restore = answerWith(202)();
    sessionStorage['beckon.asked.["mug","blue"]'] = 1;
    return restore;
  },
  play: look,
};
export const NotAnAddress = sent(202, 'error', 'anna@');
export const TooManyTries = sent(429, 'error');
export const ServerUnavailable = sent(503, 'error');
export const NotSetUp = sent(401, 'error');
export const Offline = sent('offline', 'kept');
