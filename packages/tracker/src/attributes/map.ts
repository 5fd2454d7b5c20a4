/** Properties that the catalog wants as numbers, money in minor units among them. */
const numbers = /^(price|total|quantity|itemCount)$/;

/**
 * The properties that an element's `data-beckon-…` attributes name. `data-beckon-product` is a JSON object of properties
 * or a product's id. A number that is none stays a text, so that the server can say what is wrong with it.
 * @example
 * propertiesOf({ beckonEvent: 'added_to_cart', beckonPrice: '1299' }, '{"productId":"mug"}')
 * // { productId: 'mug', price: 1299 }
 */
export const propertiesOf = (attributes: Record<string, string | undefined>, product = ''): Record<string, unknown> => {
  const properties: Record<string, unknown> = productOf(product);
  for (const attribute of Object.keys(attributes)) {
    const [, first, rest] = /^beckon([A-Z])(.*)/.exec(attribute) || [];
    if (!first || /^beckon(Event|Product)$/.test(attribute)) continue;
    const name = first.toLowerCase() + rest;
    const value = attributes[attribute]!;
    properties[name] = numbers.test(name) && /^-?\d+(\.\d+)?$/.test(value) ? +value : value;
  }
  return properties;
};

const productOf = (product: string): Record<string, unknown> => {
  try {
    const fields = JSON.parse(product);
    // A number, true and null are ids that happen to be JSON.
    if (/^{/.test(JSON.stringify(fields))) return fields;
  } catch {}
  return product ? { productId: product } : {};
};
