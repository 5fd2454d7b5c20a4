import { redraw, root, type Slot, slotOf } from './renderer.ts';

/** What `react` means in the script-tag build: the four hooks that widgets use. */
let ids = 0;

export const useRef = <T>(current: T) => slotOf(() => ({ current })).value as { current: T };

export const useId = () => slotOf(() => `beckon${ids++}`).value as string;

export function useState<T>(first: T): [T, (value: T) => void] {
  const mine = root;
  const slot: Slot & { set?: (value: T) => void } = slotOf(() => first);
  slot.set ??= (value) => {
    slot.value = value;
    redraw(mine);
  };
  return [slot.value as T, slot.set];
}

export function useEffect(run: () => unknown, deps: readonly unknown[]): void {
  const slot = slotOf(() => 0);
  if (slot.deps?.every((dep, at) => dep === deps[at])) return;
  slot.deps = deps;
  slot.run = run;
}
