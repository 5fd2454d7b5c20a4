export { default as css } from './newsletter-full.css?inline';
export { NewsletterFull as Widget } from './newsletter-full.tsx';
