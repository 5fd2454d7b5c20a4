export { default as css } from './newsletter-fields.css?inline';
export { NewsletterFields as Widget } from './newsletter-fields.tsx';
