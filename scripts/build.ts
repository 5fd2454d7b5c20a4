import { buildBrowserFiles } from '../apps/server/src/build-browser.ts';

/** Builds those of tracker, widgets, admin app and storefront whose sources have changed. */
await buildBrowserFiles(console.log);
