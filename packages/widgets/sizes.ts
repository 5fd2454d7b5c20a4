/**
 * What the widgets promise to weigh, in bytes (gzip -9), texts apart. A row of several files weighs what they weigh
 * together.
 */
export const sizes = [
  { file: 'packages/widgets/dist/widgets.js', gzip: 7310 },
  {
    file: 'packages/widgets/dist/widgets.newsletter.js',
    with: ['widgets.newsletter-form.js', 'widgets.form.js'],
    gzip: 2200,
  },
  { file: 'packages/widgets/dist/widgets.newsletter-full.js', gzip: 2650 },
  { file: 'packages/widgets/dist/widgets.back-in-stock.js', gzip: 1000 },
  { file: 'packages/widgets/dist/widgets.preference-center.js', gzip: 1200 },
  { file: 'packages/widgets/dist/widgets.preference-details.js', gzip: 1100 },
  { file: 'packages/widgets/dist/widgets.push-permission.js', gzip: 1200 },
  { file: 'packages/widgets/dist/widgets.push.js', gzip: 1700 },
  { file: 'packages/widgets/dist/beckon-push-sw.js', gzip: 1500 },
  { file: 'packages/widgets/dist/widgets.newsletter.en.js', gzip: 800 },
  { file: 'packages/widgets/dist/react/newsletter.js', with: ['newsletter-form.js', 'frame.js'], gzip: 5000 },
  { file: 'packages/widgets/dist/react/back-in-stock.js', with: ['frame.js'], gzip: 5000 },
  { file: 'packages/widgets/dist/react/preference-center.js', with: ['frame.js'], gzip: 5000 },
  { file: 'packages/widgets/dist/react/push-permission.js', with: ['frame.js'], gzip: 5000 },
];
