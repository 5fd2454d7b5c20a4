import type { Statement } from '../ports/index.ts';

const isStatement = Symbol('statement');
type Fragment = Statement & { readonly [isStatement]: { strings: readonly string[]; values: readonly unknown[] } };

/**
 * Writes a statement. A value becomes a parameter; a statement inside a statement becomes part of it.
 * @example
 * const cheap = sql`price < ${100}`;
 * sql`select id from products where ${cheap}`.text; // 'select id from products where price < $1'
 */
export function sql(strings: TemplateStringsArray, ...values: unknown[]): Statement {
  return fragment(strings, values);
}

/** Joins statements. An empty list gives an empty statement. */
sql.join = (parts: readonly Statement[], separator: string): Statement =>
  fragment(['', ...parts.slice(1).map(() => separator), ''].slice(0, parts.length + 1), [...parts]);

/**
 * Texts as a set of rows, for `in`: one parameter, however many there are.
 * @example sql`select id from products where id in ${sql.texts(['a', 'b'])}`
 */
sql.texts = (texts: readonly unknown[]): Statement =>
  sql`(select jsonb_array_elements_text(${JSON.stringify(texts)}::text::jsonb))`;

/**
 * A statement composed at run time, for example from filters. There are many such texts, and each would stay prepared
 * for as long as its connection lives. After five runs it could also get a generic plan, which is wrong for most
 * filters: contacts with an order in the last week were counted in 500 ms instead of 3.
 */
sql.composed = (statement: Statement): Statement => ({
  text: statement.text,
  values: statement.values,
  isComposed: true,
});

/** Trusted SQL text, such as a column name from a closed list. Never pass text from a request or an event. */
sql.trusted = (text: string): Statement => fragment([text], []);

function fragment(strings: readonly string[], values: readonly unknown[]): Fragment {
  let flat: Statement | undefined;
  const render = () => (flat ??= flatten(strings, values));
  return {
    [isStatement]: { strings, values },
    get text() {
      return render().text;
    },
    get values() {
      return render().values;
    },
  };
}

function flatten(strings: readonly string[], values: readonly unknown[]): Statement {
  const parameters: unknown[] = [];
  const write = (texts: readonly string[], inserted: readonly unknown[]): string =>
    texts.reduce((text, piece, index) => {
      const value = inserted[index - 1];
      const inner = (value as Fragment | null | undefined)?.[isStatement];
      if (inner) return text + write(inner.strings, inner.values) + piece;
      return `${text}$${parameters.push(value)}${piece}`;
    });
  const text = write(strings, values);
  return { text, values: parameters };
}
