/** Runs at once, then at most every `ms`, and again after the last call: a burst causes one read per `ms`. */
export function throttle(run: () => void, ms: number): { call: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsked = false;
  const tick = () => {
    timer = undefined;
    if (isAsked) call();
  };
  const call = () => {
    if (timer !== undefined) {
      isAsked = true;
      return;
    }
    isAsked = false;
    run();
    timer = setTimeout(tick, ms);
  };
  return { call, stop: () => clearTimeout(timer) };
}
