/**
 * Reads what was pushed to a data layer so far and what is pushed from now on. `push` is wrapped once and hands on
 * everything, so a tag manager may wrap it too, before or after.
 * @example watchLayer('dataLayer', console.log)
 */
export const watchLayer = (name: string, read: (pushed: unknown) => void): void => {
  const page = window as unknown as Record<string, unknown[]>;
  const { [name]: layer = [] } = page;
  const { push } = layer;
  page[name] = layer;
  layer.forEach(read);
  layer.push = (...pushed) => {
    const answer = push.apply(layer, pushed);
    pushed.forEach(read);
    return answer;
  };
};
