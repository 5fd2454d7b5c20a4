/** What the widgets promise to weigh, in bytes (gzip -9): shared runtime 6,500 and newsletter 1,600 on top. */
export const sizes = [{ file: 'packages/widgets/dist/widgets.js', gzip: 8100 }];
