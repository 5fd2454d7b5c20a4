/** What the widgets promise to weigh, in bytes (gzip -9). The first is the shared runtime (6,500) with the newsletter (1,600). */
export const sizes = [
  { file: 'packages/widgets/dist/widgets.js', gzip: 8100 },
  { file: 'packages/widgets/dist/react/newsletter.js', gzip: 5000 },
];
