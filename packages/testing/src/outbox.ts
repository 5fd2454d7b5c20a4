import { readMailLink, readTarget } from '@beckon/core/links';
import type {
  Clock,
  Context,
  EmailSender,
  OutgoingEmail,
  OutgoingPush,
  OutgoingSms,
  PushSender,
  SenderRegistry,
  SmsSender,
  WebhookSender,
} from '@beckon/core/ports';
import { readMessageKeys } from '@beckon/core/testing/sent-messages';
import { readLinks } from './read-links.ts';
import type { Mail, Message, Outbox, PostedWebhook, Push, Sms } from './types.ts';

type Outgoing = { at: string } & (
  | { channel: 'email'; sent: OutgoingEmail }
  | { channel: 'sms'; sent: OutgoingSms }
  | { channel: 'push'; sent: OutgoingPush }
);

/** Takes the place of all platforms: keeps what they would have sent. */
export class CapturingOutbox implements Outbox {
  readonly #clock: Clock;
  #waiting: Outgoing[] = [];
  #messages: Message[] = [];
  #webhooks: PostedWebhook[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly webhookSender: WebhookSender = {
    post: async ({ url, headers, body }) => {
      this.#webhooks.push({ at: this.#now(), url, headers, body });
      return { outcome: 'answered', status: 204 };
    },
  };

  readonly senders: SenderRegistry = {
    email: () => this.#email,
    sms: () => this.#sms,
    push: () => this.#push,
  };

  readonly #email: EmailSender = {
    platform: 'captured',
    idempotencyWindow: 0,
    send: async (sent) => this.#keep({ channel: 'email', sent, at: this.#now() }),
  };

  readonly #sms: SmsSender = {
    platform: 'captured',
    idempotencyWindow: 0,
    send: async (sent) => this.#keep({ channel: 'sms', sent, at: this.#now() }),
  };

  readonly #push: PushSender = {
    platform: 'captured',
    idempotencyWindow: 0,
    publicKey: 'captured',
    canReach: (endpoint) => endpoint.startsWith(pushService),
    send: async (sent) => this.#keep({ channel: 'push', sent, at: this.#now() }),
  };

  #now = () => this.#clock.now().toISOString();

  #keep(outgoing: Outgoing): { outcome: 'sent'; vendorId: null } {
    this.#waiting.push(outgoing);
    return { outcome: 'sent', vendorId: null };
  }

  /** Looks up which messages they are, and where their links lead. */
  async identify(ctx: Context, tenantId: Parameters<typeof readMessageKeys>[1]): Promise<void> {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    const ids = waiting.map(({ sent }) => sent.vendorKey);
    const keys = await readMessageKeys(ctx, tenantId, ids);
    for (const outgoing of waiting) {
      const message = keys.get(outgoing.sent.vendorKey) ?? null;
      this.#messages.push(await toMessage(ctx, outgoing, message));
    }
  }

  messages = (): Message[] => [...this.#messages];
  mails = (): Mail[] => this.#messages.filter((message) => message.channel === 'email');
  texts = (): Sms[] => this.#messages.filter((message) => message.channel === 'sms');
  pushes = (): Push[] => this.#messages.filter((message) => message.channel === 'push');
  webhooks = (): PostedWebhook[] => [...this.#webhooks];

  clear(): void {
    this.#messages = [];
    this.#webhooks = [];
  }
}

/** Where the browsers of shoppers are reached. */
export const pushService = 'https://push.test/';

async function toMessage(ctx: Context, outgoing: Outgoing, message: string | null): Promise<Message> {
  const { at } = outgoing;
  if (outgoing.channel === 'sms') {
    const { to, text } = outgoing.sent;
    return { channel: 'sms', message, at, to, text };
  }
  if (outgoing.channel === 'push') {
    const { title, body, navigate } = JSON.parse(outgoing.sent.payload).notification;
    return { channel: 'push', message, at, to: outgoing.sent.to.endpoint, title, body, url: navigate };
  }
  const { to, from, subject, html, text, headers } = outgoing.sent;
  const links = await Promise.all(
    readLinks(html)
      .filter(({ href }) => !countedLink(ctx, href)?.isHidden)
      .map(async (link) => ({ ...link, target: await targetOf(ctx, link.href) })),
  );
  return { channel: 'email', message, at, to: to.address, from: from.address, subject, html, text, headers, links };
}

/** The id in a link that counts clicks. Hidden ones are there for machines alone. */
function countedLink(ctx: Context, href: string): ReturnType<typeof readMailLink> {
  const [, id] = /\/l\/([^/?#]+)$/.exec(href) ?? [];
  return id === undefined || !href.startsWith(ctx.publicUrl) ? null : readMailLink(ctx, id);
}

/** Where a link leads; looking it up is no click. */
async function targetOf(ctx: Context, href: string): Promise<string> {
  const link = countedLink(ctx, href);
  return (link && (await readTarget(ctx, link.code))) ?? href;
}
