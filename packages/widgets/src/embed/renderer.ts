/**
 * Draws what components return, and keeps it true: the part of React that widgets use. When something changes, the
 * whole widget is drawn again, and of the page only what differs is touched. Not there: contexts, portals, error
 * boundaries, controlled fields, refs that are functions, `style`.
 */
export type Component = (props: never) => Child;
export type Node = { type: Component | string; props: Props; key?: string | null | undefined };
type Child = Node | string | number | boolean | null | undefined | Child[];
type Props = Record<string, unknown> & { children?: Child; ref?: { current: unknown } };

/** One place in the order of a component's hooks. */
export type Slot = {
  value: unknown;
  run?: (() => unknown) | undefined;
  stop?: (() => void) | undefined;
  deps?: readonly unknown[];
};

/** What there is on the page for a node. */
type Live = Node & {
  /** Its number among its siblings when they were drawn last; before all of them when it is new. */
  at: number;
  inside: Live[];
  slots: Slot[];
  /** An element or a text; none for a component. */
  dom?: Drawn;
};
type Drawn = Element & { hears?: Record<string, (event: Event) => void>; shows?: Root };
type Root = Live & { isWaiting?: boolean };

const begin = (node: Node & { dom?: Drawn }): Live => ({ ...node, props: {}, at: -2, inside: [], slots: [] });

export const Fragment = ({ children }: Props) => children;

/** Shows a node in an empty place, or instead of what was shown there before; `null` takes that away. */
export function render(node: Node | null, place: ParentNode): void {
  const dom = place as Drawn;
  dom.shows ??= begin({ type: '', props: {}, dom });
  dom.shows.props = { children: node };
  draw(dom.shows);
}

/** What is being drawn. */
export let root: Root;
let component: Live;
let index: number;
/** The components that were drawn, inner ones before outer ones. */
let drawn: Live[];

function draw(now: Root): void {
  root = now;
  root.isWaiting = false;
  drawn = [];
  drawInside(root, root.props.children, root.dom as Drawn);
  const components = drawn;
  // Effects run after the paint, so that typing and clicking feel their answer first.
  setTimeout(() => {
    for (const { slots } of components) slots.forEach(settle);
  });
}

/** Draws once more, as soon as what runs now is done. */
export function redraw(root: Root): void {
  if (!root.isWaiting) queueMicrotask(() => draw(root));
  root.isWaiting = true;
}

/** The next place in the memory of the component that is being drawn; filled when it is new. */
export function slotOf(first: () => unknown): Slot {
  const { slots } = component;
  slots[index] ??= { value: first() };
  return slots[index++] as Slot;
}

function settle(slot: Slot): void {
  const { run, stop } = slot;
  if (!run) return;
  slot.run = undefined;
  stop?.();
  slot.stop = run() as Slot['stop'];
}

function remove({ slots, inside, props, dom }: Live, isLost?: unknown): void {
  for (const slot of slots) {
    slot.run = undefined;
    slot.stop?.();
  }
  if (props.ref) props.ref.current = null;
  // With an element goes what is in it.
  for (const child of inside) remove(child, isLost || dom);
  if (!isLost) dom?.remove();
}

/** What is nothing holds its place, so that its siblings keep theirs. */
function toNode(child: Child): Node | false {
  if (Array.isArray(child)) return { type: Fragment as Component, props: { children: child } };
  if (child === true || (!child && child !== 0)) return false;
  return typeof child === 'object' ? child : { type: '', props: { data: child } };
}

/**
 * @param after the sibling that was drawn before
 * @param isMoving what is drawn has another place than before
 * @returns the sibling that was drawn last
 */
function drawInside(live: Live, children: Child, parent: Element, after?: ChildNode, isMoving?: boolean) {
  const known = new Map(live.inside.map((child) => [child.key ?? child.at, child]));
  const nodes = [children].flat().map(toNode);
  const places = nodes.map((node, at) => {
    if (!node) return undefined;
    const name = node.key ?? at;
    const same = known.get(name);
    known.delete(name);
    return same?.type === node.type ? same : begin(node);
  });
  for (const child of live.inside) if (!places.includes(child)) remove(child);

  // What comes behind all that it came behind before has not moved.
  let last = -1;
  places.forEach((child, at) => {
    if (!child) return;
    const isEarly = child.at < last;
    if (!isEarly) last = child.at;
    child.at = at;
    after = drawNode(child, (nodes[at] as Node).props, parent, after, isMoving || isEarly);
  });
  live.inside = places.filter(Boolean) as Live[];
  return after;
}

function drawNode(live: Live, props: Props, parent: Element, after: ChildNode | undefined, isMoving: boolean) {
  const { type, props: old } = live;
  live.props = props;
  if (typeof type === 'function') {
    component = live;
    index = 0;
    after = drawInside(live, type(props as never), parent, after, isMoving);
    drawn.push(live);
    return after;
  }
  live.dom ??= (
    type === ''
      ? document.createTextNode('')
      : type === 'svg' || parent instanceof SVGElement
        ? document.createElementNS('http://www.w3.org/2000/svg', type)
        : document.createElement(type)
  ) as Drawn;
  const { dom } = live;
  for (const name in { ...old, ...props }) if (old[name] !== props[name]) set(dom, name, props[name]);
  drawInside(live, props.children, dom);
  if (isMoving) after ? after.after(dom) : parent.prepend(dom);
  return dom;
}

function set(dom: Drawn, name: string, value: unknown): void {
  if (name === 'children') return;
  if (name === 'ref') (value as { current: unknown }).current = dom;
  else if (/^on/.test(name)) {
    const event = name.slice(2).toLowerCase();
    dom.hears ??= {};
    dom.hears[event] = value as () => void;
    dom.addEventListener(event, hear);
  } else if (value == null) dom.removeAttribute(name === 'className' ? 'class' : name);
  else if (name in dom && !(dom instanceof SVGElement)) (dom as never as Record<string, unknown>)[name] = value;
  else dom.setAttribute(name, value as string);
}

function hear(this: Drawn, event: Event): void {
  this.hears?.[event.type]?.(event);
}
