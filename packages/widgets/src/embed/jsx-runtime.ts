import { type ComponentType, createElement } from 'preact';

export { Fragment } from 'preact';

/** `react/jsx-runtime` in the script-tag build. Children arrive as a property, which is all that Preact needs. */
export const jsx = (type: string | ComponentType<object>, props: object, key?: string) =>
  createElement(type as 'div', key === undefined ? props : { ...props, key });

export { jsx as jsxs };
