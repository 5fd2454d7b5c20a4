import css from '../newsletter/newsletter.css?inline';
import { NewsletterForm } from '../newsletter/newsletter-form.tsx';
import { defineWidget } from './define.ts';

defineWidget('beckon-newsletter', NewsletterForm as never, css);
