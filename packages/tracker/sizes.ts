/** What the tracker promises to weigh, in bytes (gzip -9, brotli 11). */
export const sizes = [{ file: 'packages/tracker/dist/beckon.js', gzip: 2000, brotli: 1800 }];
