/** What the tracker promises to weigh, in bytes (gzip -9, brotli 11). */
export const sizes = [
  { file: 'packages/tracker/dist/beckon.js', gzip: 2000, brotli: 1800 },
  { file: 'packages/tracker/dist/beckon.datalayer.js', gzip: 800 },
  { file: 'packages/tracker/dist/beckon.attributes.js', gzip: 800 },
  { file: 'packages/tracker/dist/beckon.products.js', gzip: 800 },
  { file: 'packages/tracker/dist/beckon.tcf.js', gzip: 800 },
  { file: 'packages/tracker/dist/beckon.gcm.js', gzip: 800 },
  { file: 'packages/tracker/dist/beckon.banner.js', gzip: 800 },
];
