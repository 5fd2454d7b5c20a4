'use client';

export type { Problem } from '../frame/submission.ts';
export { Newsletter, type NewsletterProps } from './newsletter.tsx';
export type { NewsletterTexts } from './texts/index.ts';
export {
  type NewsletterFields,
  type NewsletterOptions,
  type NewsletterState,
  useNewsletter,
} from './use-newsletter.ts';
