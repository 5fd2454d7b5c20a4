/**
 * Loads a file by its address without `.js`. `import()` needs no script element, so pages with Trusted Types allow it;
 * it runs a module once however often it is called.
 */
export const load = (address: string) => import(/* @vite-ignore */ `${address}.js`).catch(() => {});
