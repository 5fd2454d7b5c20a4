export { default as css } from './newsletter-prompt.css?inline';
export { NewsletterPrompt as Widget } from './newsletter-prompt.tsx';
