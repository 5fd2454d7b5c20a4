import { settings } from './settings.ts';

/**
 * Loads a file that lies beside the script, by a name without `.js`. `import()` needs no script element, so pages with
 * Trusted Types allow it; it runs a module once however often it is called.
 */
export const load = (name: string) => {
  import(/* @vite-ignore */ `${settings.api}/${name}.js`).catch(() => {});
};
