import { createECDH, createHmac } from 'node:crypto';
import type { Id } from '@beckon/core/lib';
import type { Context } from '@beckon/core/ports';
import type { Api } from './api.ts';
import { grantConsents, withdrawConsents } from './consents.ts';
import { explainMessage } from './explain-message.ts';
import { pushService } from './outbox.ts';
import type { Consent, Door, Facts, Identity, Mail, Outbox, Shopper } from './types.ts';

/** What a shopper needs of the shop. */
export type ShopAccess = {
  ctx: Context;
  tenantId: Id<'ten'>;
  api: Api;
  outbox: Outbox;
  /** The key with which the shop's server signs who is logged in. */
  identityKey: string;
  settle(): Promise<void>;
};

const wording = { wording: 'I want news of the shop.', wordingVersion: 'simulator' };

export class SimulatedShopper implements Shopper {
  readonly email: string;
  readonly #shop: ShopAccess;
  readonly #userId: string | undefined;
  readonly #anonymousId: string;
  #facts: Facts | null;
  #phones: string[] = [];
  #browsers: string[] = [];

  constructor(shop: ShopAccess, { email, userId, ...facts }: Identity & Facts) {
    this.email = email;
    this.#shop = shop;
    this.#userId = userId;
    this.#anonymousId = shop.ctx.ids.newUuid();
    // With an id of its own, the shop's server says that it belongs to this address.
    this.#facts = userId !== undefined || Object.keys(facts).length > 0 ? facts : null;
  }

  async does(event: string, properties: object = {}, { from = 'server' }: { from?: Door } = {}): Promise<void> {
    await this.#introduce();
    await this.#send(event, properties, from);
  }

  async isKnownAs(facts: Facts): Promise<void> {
    await this.#introduce();
    await this.#tell(facts);
  }

  registers = (facts: Facts = {}) => {
    this.#notePhone(facts);
    return this.does('contact_created', facts);
  };
  views = (product: object) => this.does('product_viewed', product);
  addsToCart = (item: object) => this.does('added_to_cart', item);
  removesFromCart = (item: object) => this.does('removed_from_cart', item);
  orders = (order: object) => this.does('placed_order', { orderId: this.#shop.ctx.ids.newUuid(), ...order });

  async logsIn(): Promise<void> {
    await this.#introduce();
    await this.#send('identified', {}, 'browser', { ...this.#person(), signature: this.#sign() });
  }

  async subscribes({ confirms = true }: { confirms?: boolean } = {}): Promise<void> {
    const { api, tenantId } = this.#shop;
    await this.#introduce();
    await api.page.subscribe({
      body: { email: this.email, formToken: api.formToken(tenantId), ...wording },
    });
    await this.#shop.settle();
    if (confirms) await this.confirms();
  }

  async confirms(): Promise<void> {
    const url = this.#findLink(/\/(c|w)\/[^/]+$/, 'asks to confirm the address');
    await this.#act(url, { method: 'POST' });
  }

  async unsubscribes(mail?: Mail): Promise<void> {
    const mails = mail ? [mail] : this.mails().reverse();
    const header = mails.map(({ headers }) => headers['List-Unsubscribe']).find((value) => value !== undefined);
    if (header === undefined) throw new Error(`${this.email} has no mail that can be unsubscribed from`);
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    await this.#act(header.slice(1, -1), { method: 'POST', body });
  }

  async joinsWaitlist({ productId, variantId }: { productId: string; variantId?: string }): Promise<void> {
    const { api, tenantId } = this.#shop;
    await this.#introduce();
    await api.page.joinWaitlist({
      body: {
        ...{ email: this.email, productId, ...(variantId === undefined ? {} : { variantId }) },
        ...{ formToken: api.formToken(tenantId), ...wording },
      },
    });
    await this.#shop.settle();
    await this.confirms();
  }

  async allowsPush(): Promise<void> {
    const { api, ctx } = this.#shop;
    await this.#introduce();
    const endpoint = `${pushService}${ctx.ids.newUuid()}`;
    const keys = createECDH('prime256v1');
    keys.setPrivateKey(ctx.random.bytes(32));
    await api.page.subscribePush({
      body: {
        ...{ endpoint, p256dh: keys.getPublicKey().toString('base64url') },
        auth: Buffer.from(ctx.random.bytes(16)).toString('base64url'),
        ...{ ...this.#person(), signature: this.#sign(), ...wording },
      },
    });
    this.#browsers.push(endpoint);
    await this.#shop.settle();
  }

  async opens({ html }: Mail): Promise<void> {
    const [, url] = /src="([^"]*\/o\/[^"]*)"/.exec(html) ?? [];
    if (url === undefined) throw new Error('the mail has no image that tells an open: it is not a marketing mail');
    await this.#act(url);
  }

  async clicks({ links }: Mail, link?: string): Promise<void> {
    const found = links.find(({ text, target }) => link === undefined || text === link || target.startsWith(link));
    if (!found) {
      const there = links.map(({ text, target }) => `“${text}” (${target})`).join(', ');
      throw new Error(`the mail has no link ${link}: it has ${there}`);
    }
    await this.#act(found.href);
  }

  async grants(...consents: Consent[]): Promise<void> {
    await this.#introduce();
    await grantConsents(this.#shop.ctx, this.#shop.tenantId, this.email, consents);
    await this.#shop.settle();
  }

  async withdraws(...consents: Consent[]): Promise<void> {
    await withdrawConsents(this.#shop.ctx, this.#shop.tenantId, this.email, consents);
    await this.#shop.settle();
  }

  messages = () => this.#shop.outbox.messages().filter(({ to }) => this.#isOwn(to));
  mails = () => this.#shop.outbox.mails().filter(({ to }) => this.#isOwn(to));
  texts = () => this.#shop.outbox.texts().filter(({ to }) => this.#isOwn(to));
  pushes = () => this.#shop.outbox.pushes().filter(({ to }) => this.#isOwn(to));

  why = (message: string) => explainMessage(this.#shop.ctx, this.#shop.tenantId, this.email, message);

  async expectMessage(message: string) {
    const found = this.messages().findLast((each) => each.message === message);
    if (found) return found;
    throw new Error(`${this.email} has not got “${message}” until ${this.#now()}.\n${await this.why(message)}`);
  }

  async expectNoMessage(message: string): Promise<void> {
    const found = this.messages().findLast((each) => each.message === message);
    if (found) throw new Error(`${this.email} got “${message}” at ${found.at}.\n${await this.why(message)}`);
  }

  #now = () => this.#shop.ctx.clock.now().toISOString();

  #isOwn(to: string): boolean {
    return to.toLowerCase() === this.email.toLowerCase() || this.#phones.includes(to) || this.#browsers.includes(to);
  }

  #person = () => ({ email: this.email, ...(this.#userId === undefined ? {} : { userId: this.#userId }) });

  /** Of the user id, else of the address: as the shop's server does it. */
  #sign(): string {
    const subject = this.#userId ?? `email:${this.email.trim().toLowerCase()}`;
    return createHmac('sha256', this.#shop.identityKey).update(subject).digest('hex');
  }

  /** Tells what the test said of the shopper, before the first thing that the shopper does. */
  async #introduce(): Promise<void> {
    const facts = this.#facts;
    this.#facts = null;
    if (facts) await this.#tell(facts);
  }

  async #tell(facts: Facts): Promise<void> {
    this.#notePhone(facts);
    await this.#send('contact_updated', facts, 'server');
  }

  #notePhone({ phone }: Facts): void {
    if (phone !== undefined) this.#phones.push(phone);
  }

  async #send(type: string, properties: object, from: Door, person: object = this.#person()): Promise<void> {
    const { api, ctx } = this.#shop;
    const event = { id: ctx.ids.newUuid(), type, occurredAt: this.#now(), properties: { ...properties } };
    const { results } =
      from === 'server'
        ? await api.server.sendEvents({ body: { events: [{ ...event, ...this.#person() }] } })
        : await api.page.collect({
            body: { anonymousId: this.#anonymousId, events: [{ ...event, ...(type === 'identified' ? person : {}) }] },
          });
    const [{ result, reason } = { result: 'missing', reason: '' }] = results;
    if (result !== 'accepted') throw new Error(`the event ${type} was not accepted: ${reason}`);
    await this.#shop.settle();
  }

  async #act(url: string, init?: RequestInit): Promise<void> {
    await this.#shop.api.open(url, init);
    await this.#shop.settle();
  }

  #findLink(pattern: RegExp, about: string): string {
    const links = this.mails().flatMap((mail) => mail.links);
    const found = links.findLast(({ href }) => pattern.test(href));
    if (!found) throw new Error(`${this.email} has no mail that ${about}`);
    return found.href;
  }
}
