export { NewsletterVariants as Widget } from './newsletter-variants.tsx';
