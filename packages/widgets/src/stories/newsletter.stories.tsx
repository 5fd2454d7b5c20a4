import type { Meta, StoryObj } from '@storybook/react-vite';
import { Newsletter } from '../newsletter/index.ts';
import { catalogs, english } from '../newsletter/texts/index.ts';
import { playsOf } from './fill.ts';
import { type Answer, answerWith, asksForChallenge, type Script, shop } from './server.ts';

const meta: Meta<typeof Newsletter> = { title: 'Newsletter', component: Newsletter, args: shop };
export default meta;
type Story = StoryObj<typeof Newsletter>;

const { see, send } = playsOf(english, catalogs);

const sent = (answer: Answer | Script, status: Parameters<typeof send>[1], address = 'anna@example.com'): Story => ({
  beforeEach: answerWith(answer),
  play: send(address, status),
});

export const Idle: Story = { beforeEach: answerWith(202), play: see() };
export const AllFields: Story = {
  beforeEach: answerWith(202),
  play: see(),
  args: { fields: 'email first-name interests birthday phone', interests: 'Garden, Light, Tools' },
};
export const Busy = sent('never', 'busy');
/** The server wants to be sure that no robot is at work. */
export const Verifying = sent(asksForChallenge(true), 'verifying');
export const ChallengeFailed = sent(asksForChallenge(false), 'error');
/** Also for existing subscribers: the response is the same for every address. */
export const Success = sent(202, 'success');
export const NoAddress = sent(202, 'error', '');
export const NotAnAddress = sent(202, 'error', 'anna@');
export const RefusedAddress = sent(400, 'error');
export const TooManyTries = sent(429, 'error');
export const ServerUnavailable = sent(503, 'error');
export const NotSetUp = sent(401, 'error');
export const Offline = sent('offline', 'kept');
export const Popup: Story = { beforeEach: answerWith(202), play: see('dialog'), args: { format: 'popup' } };
export const Flyout: Story = { beforeEach: answerWith(202), play: see('region'), args: { format: 'flyout' } };
export const Bar: Story = { beforeEach: answerWith(202), play: see('region'), args: { format: 'bar' } };
