'use client';

export type { Texts } from '../texts/catalogs.ts';
export { Newsletter, type NewsletterProps } from './newsletter.tsx';
export type { NewsletterError } from './submission.ts';
export {
  type NewsletterFields,
  type NewsletterOptions,
  type NewsletterState,
  useNewsletter,
} from './use-newsletter.ts';
