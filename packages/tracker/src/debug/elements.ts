type Fields<T> = Partial<Omit<T, 'style' | 'children' | 'attributes'>> & { attributes?: Record<string, string> };

/** An element with fields and children; texts become text nodes, so Trusted Types have nothing to say. */
export function element<T extends keyof HTMLElementTagNameMap>(
  name: T,
  { attributes = {}, ...fields }: Fields<HTMLElementTagNameMap[T]> = {} as never,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[T] {
  const made = document.createElement(name);
  Object.assign(made, fields);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}
