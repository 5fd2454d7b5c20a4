/** What the tracker promises to weigh, in bytes (gzip -9, brotli 11). */
export const sizes = [
  // Why more than 2,300: docs/decisions/0054-the-tracker-in-plain-code.md
  { file: 'packages/tracker/dist/beckon.js', gzip: 2950, brotli: 2600 },
  // With the table of currencies, 600 bytes of each.
  { file: 'packages/tracker/dist/beckon.datalayer.js', gzip: 1600 },
  { file: 'packages/tracker/dist/beckon.products.js', gzip: 1500 },
  { file: 'packages/tracker/dist/beckon.attributes.js', gzip: 800 },
  { file: 'packages/tracker/dist/beckon.tcf.js', gzip: 800 },
  { file: 'packages/tracker/dist/beckon.gcm.js', gzip: 800 },
  { file: 'packages/tracker/dist/beckon.banner.js', gzip: 800 },
];
