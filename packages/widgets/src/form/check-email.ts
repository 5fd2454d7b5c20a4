import type { Problem } from '../frame/submission.ts';

/** A mail server has the last word; this only catches slips. */
export function checkEmail(email: string): Problem | undefined {
  if (!email) return 'email_required';
  return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(email) ? undefined : 'email_invalid';
}
