export { NewsletterForm as Widget } from './newsletter-form.tsx';
