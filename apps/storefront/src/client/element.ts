type Child = Node | string | null;

/** Creates an element. Text is always set as text, so no title or label can become markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number | boolean | null> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** An element that the server rendered. */
export function find<T extends Element = HTMLElement>(selector: string, within: ParentNode = document): T {
  const node = within.querySelector<T>(selector);
  if (!node) throw new Error(`The page has no ${selector}`);
  return node;
}

/** JSON that the server embedded in the page. */
export function pageData<T>(id: string): T {
  return JSON.parse(find(`#${id}`).textContent ?? '') as T;
}
