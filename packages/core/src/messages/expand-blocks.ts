import { productGrid } from './product-grid.ts';

/** A block that cannot be put into a message: there is none with its name, or it contains itself. */
export class BlockFault extends Error {
  override readonly name = 'BlockFault';
}

const tag = /\{%-?\s*render\s+(?:'([^']*)'|"([^"]*)")\s*(?:,\s*items:\s*([a-z_][\w.]*)\s*)?-?%\}/g;

/** Maximum characters of a body with its blocks. */
export const maxExpanded = 200_000;

/**
 * Puts blocks into a body where it says `{% render 'name' %}`; blocks may contain others. The one built in,
 * `product_grid`, is told which products to show: `{% render 'product_grid', items: cart.items %}`.
 * @param blocks the shop's blocks by name
 * @param within the block whose body it is
 * @throws BlockFault
 */
export function expandBlocks(
  body: string,
  blocks: ReadonlyMap<string, string>,
  within: readonly string[] = [],
): string {
  let left = maxExpanded - body.length;
  const put = (text: string, outer: readonly string[]): string =>
    text.replace(tag, (_, single?: string, double?: string, items?: string) => {
      const name = single ?? double!;
      const block = name === 'product_grid' ? gridOf(items) : blocks.get(name);
      if (block === undefined) throw new BlockFault(`there is no block ${name}`);
      if (outer.includes(name)) {
        throw new BlockFault(`the block ${name} contains itself: ${[...outer, name].join(' > ')}`);
      }
      left -= block.length;
      if (left < 0) throw new BlockFault(`with its blocks it is longer than ${maxExpanded} characters`);
      return put(block, [...outer, name]);
    });
  return put(body, within);
}

function gridOf(items: string | undefined): string {
  if (items === undefined) throw new BlockFault('the block product_grid needs a list, such as items: cart.items');
  return productGrid(items);
}

/** The names of the shop's own blocks that a text contains directly. */
export function blocksIn(text: string): string[] {
  const names = [...text.matchAll(tag)].map(([, single, double]) => single ?? double!);
  return [...new Set(names)].filter((name) => name !== 'product_grid');
}
