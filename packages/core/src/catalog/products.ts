import type { Product } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { keepPriceChanges, type PriceChange } from './price-changes.ts';
import type { products } from './tables.ts';

/** That a product, or a variant with a price of its own, costs less than before. Amounts are in minor units. */
export type PriceDrop = ProductReference & { before: number; after: number };

/**
 * Makes products and their variants, or replaces what is known of them; variants that are not named stay.
 * @returns the products whose price fell, each once: of its variants, the one whose price fell most
 */
export async function saveProducts(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  products: readonly Product[],
): Promise<PriceDrop[]> {
  const now = ctx.clock.now();
  // Of two with the same id the later one counts; one statement must not touch a row twice.
  const latest = [...new Map(products.map((product) => [product.id, product])).values()];
  const rows = latest.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const before = await lockPrices(ctx, tenantId, rows);
  await ctx.db.query(sql`
    insert into products (tenant_id, id, title, url, image_url, category, price, currency, updated_at)
    select ${tenantId}, "id", "title", "url", "imageUrl", "category", "price", "currency", ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as p (
      "id" text, "title" text, "url" text, "imageUrl" text, "category" text, "price" bigint, "currency" text)
    on conflict (tenant_id, id) do update set title = excluded.title, url = excluded.url,
      image_url = excluded.image_url, category = excluded.category, price = excluded.price,
      currency = excluded.currency, updated_at = excluded.updated_at`);
  const variants = rows.flatMap(({ id: productId, variants = [] }) => [
    ...new Map(variants.map((variant) => [variant.id, { productId, ...variant }])).values(),
  ]);
  if (variants.length > 0) await saveVariants(ctx, tenantId, variants, now);
  const changes = rows.flatMap((product) => findPriceChanges(product, before));
  await keepPriceChanges(ctx, tenantId, changes);
  return changes.flatMap(({ isDrop, ...drop }) => (isDrop ? [drop] : []));
}

/** Prices by product and variant, with their currencies; '' for the product as a whole. */
type Prices = ReadonlyMap<string, { price: number; currency: string | null }>;

const priceKey = (productId: string, variantId = '') => JSON.stringify([productId, variantId]);

/** The prices of before. The products stay locked, so that of two calls each compares with what the other has saved. */
async function lockPrices(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  given: readonly Pick<Product, 'id'>[],
): Promise<Prices> {
  const ids = given.map(({ id }) => id);
  await ctx.db.query(sql`
    select 1 from products where tenant_id = ${tenantId} and id in ${sql.texts(ids)} order by id for update`);
  const rows = await ctx.db.query<ProductReference & { price: number; currency: string | null }>(sql`
    select id as "productId", '' as "variantId", price, currency from products
    where tenant_id = ${tenantId} and id in ${sql.texts(ids)} and price is not null
    union all
    select v.product_id, v.id, v.price, p.currency from variants v
    join products p on p.tenant_id = v.tenant_id and p.id = v.product_id
    where v.tenant_id = ${tenantId} and v.product_id in ${sql.texts(ids)} and v.price is not null`);
  return new Map(rows.map(({ productId, variantId, ...price }) => [priceKey(productId, variantId), price]));
}

/** The prices that change. Of those that fall, the largest fall counts as the drop of the product. */
function findPriceChanges({ id: productId, price, currency, variants = [] }: Product, before: Prices): PriceChange[] {
  const changes = [{ id: '', price }, ...variants].flatMap((now): PriceDrop[] => {
    const then = before.get(priceKey(productId, now.id));
    if (!then || typeof now.price !== 'number' || now.price === then.price) return [];
    if ((currency ?? null) !== then.currency) return [];
    return [{ productId, variantId: now.id, before: then.price, after: now.price }];
  });
  const share = (change: PriceDrop) => change.after / change.before;
  const drops = changes.filter(({ before: was, after }) => after < was);
  const [largest] = drops.sort((one, other) => share(one) - share(other));
  return changes.map((change) => ({ ...change, isDrop: change === largest }));
}

type GivenVariant = NonNullable<Product['variants']>[number] & { productId: string };

async function saveVariants(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  variants: readonly GivenVariant[],
  now: Date,
): Promise<void> {
  await ctx.db.query(sql`
    insert into variants (tenant_id, product_id, id, title, url, image_url, price, updated_at)
    select ${tenantId}, "productId", "id", "title", "url", "imageUrl", "price", ${now}
    from jsonb_to_recordset(${JSON.stringify(variants)}::text::jsonb) as v (
      "productId" text, "id" text, "title" text, "url" text, "imageUrl" text, "price" bigint)
    order by "productId", "id"
    on conflict (tenant_id, product_id, id) do update set title = excluded.title, url = excluded.url,
      image_url = excluded.image_url, price = excluded.price, updated_at = excluded.updated_at`);
}

/** A product or variant as a message shows it. Amounts are in minor units. */
export type ShownProduct = Pick<typeof products.$inferSelect, 'title' | 'url' | 'imageUrl' | 'price' | 'currency'> & {
  productId: string;
  /** '' for the product as a whole. */
  variantId: string;
  isSoldOut: boolean;
};

/** @param variantId '' for the product as a whole */
export type ProductReference = { productId: string; variantId: string };

/** The products that the catalog knows, in any order. */
export function readProducts(
  ctx: AnyContext,
  tenantId: string,
  wanted: readonly ProductReference[],
): Promise<ShownProduct[]> {
  if (wanted.length === 0) return Promise.resolve([]);
  return ctx.db.query<ShownProduct>(sql`
    with wanted as (
      select distinct w."productId", w."variantId"
      from jsonb_to_recordset(${JSON.stringify(wanted)}::text::jsonb) as w ("productId" text, "variantId" text)
    )
    select w."productId", w."variantId",
      case when v.title is null then p.title else p.title || ', ' || v.title end as title,
      coalesce(v.url, p.url) as url, coalesce(v.image_url, p.image_url) as "imageUrl",
      coalesce(v.price, p.price) as price, p.currency,
      coalesce((
        select bool_and(k.quantity is not distinct from 0) from stock k
        where k.tenant_id = p.tenant_id and k.product_id = p.id
          and (w."variantId" = '' or k.variant_id = w."variantId")
      ), false) as "isSoldOut"
    from wanted w
    join products p on p.tenant_id = ${tenantId} and p.id = w."productId"
    left join variants v on v.tenant_id = p.tenant_id and v.product_id = p.id and v.id = w."variantId"`);
}

/** @returns null where the catalog does not know it */
export async function readProduct(
  ctx: AnyContext,
  tenantId: string,
  productId: string,
  variantId: string,
): Promise<ShownProduct | null> {
  const [product] = await readProducts(ctx, tenantId, [{ productId, variantId }]);
  return product ?? null;
}
