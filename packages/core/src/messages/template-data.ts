import { type OpenCart, readOpenCarts } from '../carts/index.ts';
import { type ProductReference, readProducts, type ShownProduct } from '../catalog/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { variablesIn } from './liquid.ts';
import { type OrderItem, orderKey, readBought, readOrderItems, readViewed, type Viewed } from './person-products.ts';
import { productVariables } from './product-variables.ts';
import { readSales, recommend, type Sales } from './sales.ts';

/** Variables whose values are looked up when a message is sent, each only for templates that use it. */
export const dataNames = ['cart', 'viewed', 'order', 'product', 'recommended', 'best_sellers'] as const;
type DataName = (typeof dataNames)[number];

/** Maximum products of each list that a message shows. */
const maxItems = { cart: 20, order: 20, viewed: 4, recommended: 4, best_sellers: 4 } as const;
/** Candidates for a list of recommendations: some may be sold out, or unknown to the catalog. */
const maxCandidates = 40;

/** A delivery whose template may use data. */
export type DataRequest = {
  id: string;
  contactId: Id<'ctc'>;
  language: string;
  /** `trigger.orderId`, `trigger.productId` and `trigger.variantId` say what the message is about. */
  variables: Readonly<Record<string, unknown>>;
  product: { id: string; variantId: string } | null;
  templates: readonly string[];
};

export type TemplateData = {
  values: Record<string, unknown>;
  /** Why the message must not be sent with these values. */
  obstacle: { skip: 'cart_empty' | 'price_rose' } | { failure: string } | null;
  /** In a preview: paths of variables that have no value, and are shown as their names. */
  samples?: readonly string[];
};

export const noData: TemplateData = { values: {}, obstacle: null };

/**
 * Reads the data that templates use, for a set of deliveries together. Everything shown comes from the catalog: events
 * only say which products are meant, so a stranger who sends events chooses no text, price, link or image. Products that
 * the catalog does not know are left out; recommendations leave out what is sold out, too.
 * @returns the data of each delivery, by its id
 */
export async function readTemplateData(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  requests: readonly DataRequest[],
): Promise<Map<string, TemplateData>> {
  const uses = requests.map((request) => ({ request, names: namesIn(request) })).filter(({ names }) => names.size > 0);
  if (uses.length === 0) return new Map();
  const contactsUsing = (...wanted: DataName[]) => [
    ...new Set(uses.flatMap(({ request, names }) => (wanted.some((name) => names.has(name)) ? request.contactId : []))),
  ];
  const orders = uses.flatMap(({ request, names }) => (names.has('order') ? wantedOrder(request) : []));
  const needsSales = uses.some(({ names }) => names.has('recommended') || names.has('best_sellers'));
  const found: Found = {
    carts: await ifAny(contactsUsing('cart'), (ids) => readOpenCarts(ctx, tenantId, ids)),
    viewed: await ifAny(contactsUsing('viewed', 'recommended'), (ids) => readViewed(ctx, tenantId, ids)),
    bought: await ifAny(contactsUsing('viewed', 'recommended'), (ids) => readBought(ctx, tenantId, ids)),
    orders: await ifAny(orders, (wanted) => readOrderItems(ctx, tenantId, wanted)),
    sales: needsSales ? await readSales(ctx, tenantId) : { bestSellers: [], together: new Map() },
  };
  const selections = uses.map(({ request, names }) => ({ request, selection: selectProducts(request, names, found) }));
  const products = await readProducts(
    ctx,
    tenantId,
    selections.flatMap(({ selection }) => Object.values(selection.products).flat()),
  );
  const byKey = new Map(products.map((product) => [productKey(product), product]));
  return new Map(selections.map(({ request, selection }) => [request.id, fill(request, selection, byKey)]));
}

async function ifAny<Wanted, T>(wanted: Wanted[], read: (wanted: Wanted[]) => Promise<Map<string, T>>) {
  return wanted.length === 0 ? new Map<string, T>() : read(wanted);
}

type Found = {
  carts: Map<string, OpenCart>;
  viewed: Map<string, Viewed[]>;
  bought: Map<string, string[]>;
  orders: Map<string, OrderItem[]>;
  sales: Sales;
};

/** The data that a delivery's templates use and its own variables do not have. */
function namesIn({ templates, variables }: DataRequest): ReadonlySet<DataName> {
  const roots = new Set(templates.flatMap((template) => variablesIn(template)).map((path) => path.split(/[.[]/)[0]));
  return new Set(dataNames.filter((name) => roots.has(name) && !Object.hasOwn(variables, name)));
}

type Wanted = ProductReference & { quantity?: number };
/** The products of each list, before the catalog is asked. */
type Selection = {
  products: Partial<Record<DataName, readonly Wanted[]>>;
  orderId: string | null;
  failure: string | null;
};

function selectProducts(request: DataRequest, names: ReadonlySet<DataName>, found: Found): Selection {
  const { contactId } = request;
  const bought = new Set(found.bought.get(contactId));
  const viewed = once(found.viewed.get(contactId) ?? []).filter(({ productId }) => !bought.has(productId));
  const order = names.has('order') ? wantedOrder(request) : [];
  const items = order[0] && found.orders.get(orderKey(order[0]));
  const ordered = items ?? [];
  const cart = (found.carts.get(contactId)?.lines ?? []).map((line) => ({ ...line, variantId: line.variantId ?? '' }));
  const about = productOf(request);
  const shown = [...(names.has('viewed') ? viewed.slice(0, maxItems.viewed) : []), ...ordered, ...cart, ...about];
  const known = new Set([...bought, ...shown.map(({ productId }) => productId)]);
  const recommended = recommend(found.sales, [...bought, ...[...viewed, ...ordered].map(({ productId }) => productId)])
    .filter((productId) => !known.has(productId))
    .slice(0, maxCandidates);
  const products: Record<DataName, readonly Wanted[]> = {
    cart,
    viewed: viewed.slice(0, maxCandidates),
    order: ordered,
    product: about,
    recommended: recommended.map(whole),
    best_sellers: found.sales.bestSellers.slice(0, maxCandidates).map(whole),
  };
  return {
    products: Object.fromEntries(Object.entries(products).filter(([name]) => names.has(name as DataName))),
    orderId: order[0]?.orderId ?? null,
    failure: names.has('order') && !items ? 'its order does not exist, or is not an order of the contact' : null,
  };
}

function fill(request: DataRequest, selection: Selection, products: ReadonlyMap<string, ShownProduct>): TemplateData {
  const { language } = request;
  const values: Record<string, unknown> = {};
  for (const [name, wanted] of Object.entries(selection.products) as [DataName, readonly Wanted[]][]) {
    const isSuggested = name !== 'cart' && name !== 'order' && name !== 'product';
    const known = wanted.flatMap(({ quantity, ...reference }) => {
      const product = products.get(productKey(reference));
      return product && !(isSuggested && product.isSoldOut) ? [{ product, quantity }] : [];
    });
    const items = known.slice(0, name === 'product' ? 1 : maxItems[name]).map(({ product, quantity }) => ({
      ...productVariables(product, language),
      ...(quantity === undefined ? {} : { quantity }),
    }));
    if (name !== 'product') values[name] = { items };
    else if (items[0]) values.product = items[0];
  }
  if (selection.products.order) values.order = { id: selection.orderId, ...(values.order as object) };
  const isCartEmpty = (values.cart as { items: unknown[] } | undefined)?.items.length === 0;
  const failure = selection.failure === null ? null : { failure: selection.failure };
  if (isCartEmpty) return { values, obstacle: { skip: 'cart_empty' } };
  const about = selection.products.product?.map((wanted) => products.get(productKey(wanted)))[0];
  if (about && hasRisen(request.variables, about.price)) return { values, obstacle: { skip: 'price_rose' } };
  return { values, obstacle: failure };
}

/**
 * Whether the product costs more again than when its price fell, which is what the message is about.
 * @param price what it costs, in minor units; null: nothing is known
 */
export function hasRisen(variables: DataRequest['variables'], price: number | null): boolean {
  const { kind, price: fallen } = triggerOf({ variables });
  return kind === 'price_drop' && typeof fallen === 'number' && (price === null || price > fallen);
}

const productKey = ({ productId, variantId }: ProductReference) => JSON.stringify([productId, variantId]);
const whole = (productId: string): Wanted => ({ productId, variantId: '' });

/** Each product once, as it was viewed last. */
function once(viewed: readonly Viewed[]): Viewed[] {
  const seen = new Set<string>();
  return viewed.filter(({ productId }) => !seen.has(productId) && seen.add(productId));
}

function triggerOf({ variables }: Pick<DataRequest, 'variables'>): Readonly<Record<string, unknown>> {
  const { trigger } = variables;
  return typeof trigger === 'object' && trigger !== null ? (trigger as Record<string, unknown>) : {};
}

function wantedOrder(request: DataRequest): { contactId: Id<'ctc'>; orderId: string }[] {
  const { orderId } = triggerOf(request);
  return typeof orderId === 'string' ? [{ contactId: request.contactId, orderId }] : [];
}

function productOf(request: DataRequest): ProductReference[] {
  const { productId, variantId } = triggerOf(request);
  if (typeof productId !== 'string') {
    return request.product ? [{ productId: request.product.id, variantId: request.product.variantId }] : [];
  }
  return [{ productId, variantId: typeof variantId === 'string' ? variantId : '' }];
}
