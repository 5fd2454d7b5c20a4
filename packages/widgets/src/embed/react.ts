import { type Component, options, type VNode } from 'preact';

/**
 * What `react` means in the script-tag build: the four hooks that widgets use, over Preact's core. Preact's own hooks
 * package is 1.0 kB gzip, this is 0.3. Preact names its inner hooks `__r` (before a render) and `__c` (a node's
 * component) in every build of a major version; the browser tests would fail if that changed.
 */
type Effect = { run?: (() => unknown) | undefined; stop?: unknown; deps?: readonly unknown[] };
type Slot = { value: unknown; set?: (value: unknown) => void } & Effect;
type Hooked = Component & { slots?: Slot[] };
type Inner = VNode & { __c?: Hooked };

const inner = options as {
  __r?: (node: Inner) => void;
  diffed?: (node: Inner) => void;
  unmount?: (node: Inner) => void;
};
let component: Hooked;
let index = 0;
let ids = 0;

inner.__r = (node) => {
  component = node.__c as Hooked;
  index = 0;
};

// Effects run after the paint, so that typing and clicking feel their answer first.
inner.diffed = (node) => {
  const slots = node.__c?.slots;
  if (slots) setTimeout(() => slots.forEach(settle));
};

inner.unmount = (node) => {
  for (const { stop } of node.__c?.slots ?? []) if (stop) (stop as () => void)();
};

function settle(slot: Slot): void {
  const { run, stop } = slot;
  if (!run) return;
  slot.run = undefined;
  if (stop) (stop as () => void)();
  slot.stop = run();
}

/** The hook's memory: made at the first render, found again by its place in the order of calls. */
function slotOf(first: () => unknown): Slot {
  component.slots ??= [];
  component.slots[index] ??= { value: first() };
  return component.slots[index++] as Slot;
}

export const useRef = <T>(current: T) => slotOf(() => ({ current })).value as { current: T };

export const useId = () => slotOf(() => `beckon${ids++}`).value as string;

export function useState<T>(first: T): [T, (value: T) => void] {
  const owner = component;
  const slot = slotOf(() => first);
  slot.set ??= (value) => {
    slot.value = value;
    owner.setState({});
  };
  return [slot.value as T, slot.set as (value: T) => void];
}

export function useEffect(run: () => unknown, deps: readonly unknown[]): void {
  const slot = slotOf(() => 0);
  if (slot.deps?.every((dep, at) => dep === deps[at])) return;
  slot.deps = deps;
  slot.run = run;
}
