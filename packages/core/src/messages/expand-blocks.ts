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
 * @throws BlockFault
 */
export function expandBlocks(body: string, blocks: ReadonlyMap<string, string>): string {
  let left = maxExpanded - body.length;
  const put = (text: string, within: readonly string[]): string =>
    text.replace(tag, (_, single?: string, double?: string, items?: string) => {
      const name = single ?? double!;
      const block = name === 'product_grid' ? gridOf(items) : blocks.get(name);
      if (block === undefined) throw new BlockFault(`there is no block ${name}`);
      if (within.includes(name)) {
        throw new BlockFault(`the block ${name} contains itself: ${[...within, name].join(' > ')}`);
      }
      left -= block.length;
      if (left < 0) throw new BlockFault(`with its blocks it is longer than ${maxExpanded} characters`);
      return put(block, [...within, name]);
    });
  return put(body, []);
}

function gridOf(items: string | undefined): string {
  if (items === undefined) throw new BlockFault('the block product_grid needs a list, such as items: cart.items');
  return productGrid(items);
}

/** Whether a text contains a block. */
export const hasBlocks = (text: string): boolean => text.search(tag) >= 0;
