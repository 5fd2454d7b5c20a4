type Call = (...args: never[]) => unknown;
type Listener = (detail: never) => void;

const listeners: [name: string, listener: Listener][] = [];

export const on = (name: string, listener: Listener) => {
  listeners.push([name, listener]);
};

/** Calls listeners in a separate task, so that an exception in them does not stop the tracker. */
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
