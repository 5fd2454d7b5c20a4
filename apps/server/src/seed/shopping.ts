import type { IncomingEvent } from '@beckon/contract';
import { eventUuid } from '@beckon/core/lib';
import { pickWeighted, seededRandom } from './randomness.ts';

export type SeedProduct = {
  id: string;
  title: string;
  category: string;
  variants: readonly { id: string; price: number }[];
};

export type SeedOptions = {
  shoppers: number;
  days: number;
  seed: number;
  until: Date;
  products: readonly SeedProduct[];
};

/** What one shopper's browser and the shop's server would have sent. */
export type ShopperStory = { browser: IncomingEvent[]; server: IncomingEvent[]; email: string; subscribes: boolean };

const minute = 60_000;
const day = 24 * 60 * minute;

/** Shops are busy in the evening and on Sundays, quiet at night and on Fridays. */
const hourWeights = [2, 1, 1, 1, 1, 2, 4, 7, 9, 10, 11, 12, 13, 11, 10, 10, 11, 13, 15, 18, 20, 17, 10, 5];
const weekdayWeights = [14, 12, 11, 11, 11, 9, 11];
const firstNames = [
  'Ada',
  'Ben',
  'Carla',
  'David',
  'Elif',
  'Finn',
  'Grace',
  'Hugo',
  'Ines',
  'Jonas',
  'Kaia',
  'Leo',
  'Mina',
  'Noah',
  'Olga',
  'Pia',
  'Rosa',
  'Sam',
  'Tara',
  'Yuki',
];
const lastNames = [
  'Abe',
  'Berg',
  'Costa',
  'Diaz',
  'Evans',
  'Fischer',
  'Garcia',
  'Hansen',
  'Ito',
  'Jansen',
  'Kaya',
  'Larsen',
  'Moreau',
  'Novak',
  'Okafor',
  'Petrov',
  'Rossi',
  'Silva',
  'Tan',
  'Weber',
];

/** Makes believable shoppers: visits, carts, orders, some who sign up. The same options make the same events. */
export function* tellStories(options: SeedOptions): Generator<ShopperStory> {
  for (let number = 0; number < options.shoppers; number++) yield tellStory(options, number);
}

function tellStory(options: SeedOptions, number: number): ShopperStory {
  const random = seededRandom(options.seed * 1_000_003 + number);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const firstName = pick(firstNames);
  const lastName = pick(lastNames);
  const email = `${firstName}.${lastName}.${number + 1}@example.com`.toLowerCase();
  const anonymousId = eventUuid(`seed ${options.seed} visitor ${number}`);
  const story: ShopperStory = { browser: [], server: [], email, subscribes: random() < 0.35 };
  let made = 0;
  const note = (
    list: IncomingEvent[],
    type: string,
    at: number,
    properties: Record<string, unknown>,
    person: Partial<IncomingEvent> = {},
  ) => {
    const id = eventUuid(`seed ${options.seed} shopper ${number} event ${made++}`);
    list.push({ id, type, occurredAt: new Date(at).toISOString(), anonymousId, properties, ...person });
  };

  // Few come often: most shoppers have one or two visits, some have ten.
  const visits = 1 + Math.floor(-Math.log(1 - random()) * 2);
  let isRegistered = false;
  for (const start of Array.from({ length: visits }, () => visitTime(options, random)).sort((a, b) => a - b)) {
    let at = start;
    const next = () => (at += Math.round((0.3 + random() * 2.5) * minute));
    note(story.browser, 'page_viewed', at, { path: '/', title: 'Home' });
    const cart: { product: SeedProduct; variant: SeedProduct['variants'][number]; quantity: number }[] = [];
    for (let views = 1 + Math.floor(random() * 4); views > 0; views--) {
      const product = pickWeighted(random(), options.products, (_, index) => 1 / (index + 2));
      const variant = pick(product.variants);
      const about = {
        productId: product.id,
        variantId: variant.id,
        title: product.title,
        category: product.category,
        price: variant.price,
        currency: 'USD',
      };
      note(story.browser, 'page_viewed', next(), { path: `/products/${product.id}`, title: product.title });
      note(story.browser, 'product_viewed', at + 400, about);
      if (random() < 0.34) {
        const quantity = random() < 0.8 ? 1 : 2;
        cart.push({ product, variant, quantity });
        note(story.browser, 'added_to_cart', next(), { ...about, quantity });
      }
    }
    if (cart.length === 0 || random() > 0.62) continue;
    const items = cart.map(({ product, variant, quantity }) => ({
      productId: product.id,
      variantId: variant.id,
      title: product.title,
      price: variant.price,
      quantity,
    }));
    const total = items.reduce((sum, item) => sum + item.price * item.quantity, 0);
    note(story.browser, 'checkout_started', next(), { total, currency: 'USD', items });
    if (random() > 0.7) continue;
    if (!isRegistered)
      note(story.server, 'contact_created', next(), { firstName, lastName, language: 'en' }, { email });
    isRegistered = true;
    note(
      story.server,
      'placed_order',
      next(),
      {
        orderId: `S${options.seed}-${number + 1}-${story.server.length}`,
        total,
        currency: 'USD',
        items,
        itemCount: items.length,
      },
      { email },
    );
  }
  return story;
}

function visitTime(options: SeedOptions, random: () => number): number {
  const days = Array.from({ length: options.days }, (_, back) => new Date(options.until.getTime() - (back + 1) * day));
  // A shop that grows: recent days count a little more.
  const chosen = pickWeighted(
    random(),
    days,
    (date, back) => weekdayWeights[date.getUTCDay()]! * (1 - back / (options.days * 2)),
  );
  const hour = pickWeighted(
    random(),
    hourWeights.map((_, index) => index),
    (index) => hourWeights[index]!,
  );
  chosen.setUTCHours(hour, Math.floor(random() * 60), Math.floor(random() * 60), 0);
  return Math.min(chosen.getTime(), options.until.getTime() - 30 * minute);
}
