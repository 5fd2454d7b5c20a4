type Call = (...args: never[]) => unknown;
type Listener = (detail: never) => void;

const listeners: [name: string, listener: Listener][] = [];

export const on = (name: string, listener: Listener) => {
  listeners.push([name, listener]);
};

/** Tells listeners in a task of their own, so that what they throw is theirs and stops nothing here. */
export const emit = (name: string, detail: object): void => {
  for (const [wanted, listener] of listeners) if (wanted === name) queueMicrotask(() => listener(detail as never));
};

/** The page around us must never see an exception of ours: it becomes an `error` event. */
export const guard =
  (call: Call) =>
  (...args: unknown[]) => {
    try {
      return call(...(args as never[]));
    } catch (error) {
      emit('error', { error });
    }
  };

export const listen = (name: string, listener: Call) => addEventListener(name, guard(listener));
