/** What comes at once where all four widgets stand in one page, the newsletter as a popup. */
const allFour = [
  'widgets.newsletter-prompt.js',
  'widgets.back-in-stock.js',
  'widgets.preference-center.js',
  'widgets.preference-details.js',
  'widgets.push-permission.js',
];

/**
 * What the widgets promise to weigh, in bytes (gzip -9), texts apart. A row of several files weighs what they weigh
 * together.
 */
export const sizes = [
  { file: 'packages/widgets/dist/widgets.js', gzip: 5400 },
  { file: 'packages/widgets/dist/widgets.newsletter-prompt.js', gzip: 2850 },
  { file: 'packages/widgets/dist/widgets.newsletter-fields.js', gzip: 700 },
  { file: 'packages/widgets/dist/widgets.newsletter-variants.js', gzip: 500 },
  { file: 'packages/widgets/dist/widgets.back-in-stock.js', gzip: 1000 },
  { file: 'packages/widgets/dist/widgets.preference-center.js', gzip: 1200 },
  { file: 'packages/widgets/dist/widgets.preference-details.js', gzip: 1250 },
  { file: 'packages/widgets/dist/widgets.push-permission.js', gzip: 1200 },
  { file: 'packages/widgets/dist/widgets.push.js', gzip: 1700 },
  { file: 'packages/widgets/dist/beckon-push-sw.js', gzip: 1500 },
  // Fetched when somebody types into a form; the captcha only where a vendor's is asked for.
  { file: 'packages/widgets/dist/widgets.proof.js', with: ['widgets.post.js'], gzip: 1200 },
  { file: 'packages/widgets/dist/widgets.captcha.js', gzip: 1700 },
  { file: 'packages/widgets/dist/widgets.proof-page.js', gzip: 1100 },
  { title: 'all four with a popup', file: 'packages/widgets/dist/widgets.js', with: allFour, gzip: 12_100 },
  {
    title: 'the same with the tracker',
    file: 'packages/widgets/dist/widgets.js',
    with: [...allFour, '../../tracker/dist/beckon.js'],
    gzip: 15_000,
  },
  { file: 'packages/widgets/dist/widgets.newsletter.en.js', gzip: 800 },
  {
    file: 'packages/widgets/dist/react/newsletter.js',
    with: ['newsletter-form.js', 'use-newsletter.js', 'frame.js'],
    gzip: 5000,
  },
  {
    file: 'packages/widgets/dist/react/back-in-stock.js',
    with: ['back-in-stock-form.js', 'use-back-in-stock.js', 'frame.js'],
    gzip: 5000,
  },
  {
    file: 'packages/widgets/dist/react/preference-center.js',
    with: ['preference-center-form.js', 'use-preferences.js', 'frame.js'],
    gzip: 5000,
  },
  {
    file: 'packages/widgets/dist/react/push-permission.js',
    with: ['push-permission-form.js', 'use-push-permission.js', 'frame.js'],
    gzip: 5000,
  },
];
