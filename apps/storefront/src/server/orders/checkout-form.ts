import { maxPerLine } from '../../shared/catalog.ts';
import type { StockLine } from './stock.ts';

export type CheckoutField = 'firstName' | 'lastName' | 'email' | 'street' | 'postcode' | 'city' | 'country';
export type CheckoutValues = Record<CheckoutField, string>;
export type CheckoutErrors = Partial<Record<CheckoutField | 'cart', string>>;

export type CheckoutForm = {
  values: CheckoutValues;
  lines: StockLine[];
  wantsAccount: boolean;
  anonymousId: string | null;
  cartId: string | null;
  checkoutId: string;
};

export const emptyValues: CheckoutValues = {
  firstName: '',
  lastName: '',
  email: '',
  street: '',
  postcode: '',
  city: '',
  country: '',
};

export const countries = ['United States', 'Canada', 'United Kingdom', 'Germany', 'France', 'Portugal', 'Netherlands'];

const missing: Record<CheckoutField, string> = {
  firstName: 'Enter your first name.',
  lastName: 'Enter your last name.',
  email: 'Enter your e-mail address.',
  street: 'Enter the street and house number.',
  postcode: 'Enter the postcode.',
  city: 'Enter the city.',
  country: 'Choose a country.',
};

const fields = Object.keys(missing) as CheckoutField[];
/** Accepts every address that mail servers accept, and detects common mistakes. */
const emailShape = /^[^\s@<>()[\],;:"\\]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}$/i;
const longestValue = 200;
const token = /^[\w.:-]{1,100}$/;

const text = (body: FormData, name: string) => {
  const value = body.get(name);
  return typeof value === 'string' ? value.trim() : '';
};
const tokenOf = (body: FormData, name: string) => {
  const value = text(body, name);
  return token.test(value) ? value : null;
};

function findProblem(field: CheckoutField, value: string): string | null {
  if (value === '') return missing[field];
  if (value.length > longestValue) return `Use at most ${longestValue} characters.`;
  if (field === 'email' && !emailShape.test(value)) return 'Enter an e-mail address such as name@example.com.';
  return field === 'country' && !countries.includes(value) ? missing.country : null;
}

/** The cart as sent by the browser: `[{"variantId":"…","quantity":1}]`. Prices in it are ignored. */
function readLines(json: string): StockLine[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json || '[]');
  } catch {
    return null;
  }
  if (!Array.isArray(parsed) || parsed.length > 100) return null;
  const quantities = new Map<string, number>();
  for (const line of parsed as Partial<StockLine>[]) {
    const { variantId, quantity } = line ?? {};
    if (typeof variantId !== 'string' || typeof quantity !== 'number') return null;
    const sum = (quantities.get(variantId) ?? 0) + quantity;
    if (!Number.isInteger(quantity) || quantity < 1 || sum > maxPerLine) return null;
    quantities.set(variantId, sum);
  }
  return [...quantities].map(([variantId, quantity]) => ({ variantId, quantity }));
}

/** Reads the checkout form. `errors` is empty if it is a valid order. */
export function readCheckoutForm(body: FormData): { form: CheckoutForm; errors: CheckoutErrors } {
  const values = { ...emptyValues };
  const errors: CheckoutErrors = {};
  for (const field of fields) {
    const value = text(body, field);
    values[field] = value.slice(0, longestValue);
    const problem = findProblem(field, value);
    if (problem) errors[field] = problem;
  }

  const lines = readLines(text(body, 'cart'));
  if (lines === null) errors.cart = 'Your cart could not be read. Open the cart, check it and try again.';
  else if (lines.length === 0) errors.cart = 'Your cart is empty.';

  const form = {
    values,
    lines: lines ?? [],
    wantsAccount: text(body, 'createAccount') !== '',
    anonymousId: tokenOf(body, 'anonymousId'),
    cartId: tokenOf(body, 'cartId'),
    checkoutId: tokenOf(body, 'checkoutId') ?? '',
  };
  return { form, errors };
}
