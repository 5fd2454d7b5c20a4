import type { Node } from './renderer.ts';

export { Fragment } from './renderer.ts';

/** `react/jsx-runtime` in the script-tag build. */
export const jsx = (type: Node['type'], props: Node['props'], key?: unknown): Node => ({
  type,
  props,
  // As text it is never taken for a number of a place.
  key: key === undefined ? key : `${key}`,
});

export { jsx as jsxs };
