/** `react/jsx-runtime` in the script-tag build. Children arrive as a property, which is all that Preact needs. */
export { createElement as jsx, createElement as jsxs, Fragment } from 'preact';
