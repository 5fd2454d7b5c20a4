export { NewsletterVariations as Widget } from './newsletter-variations.tsx';
