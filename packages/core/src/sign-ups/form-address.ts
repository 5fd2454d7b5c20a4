import { disposableEmailBlocklistSet } from 'disposable-email-domains-js';
import { DomainError, normalizeEmail } from '../lib/index.ts';

const disposable = disposableEmailBlocklistSet();

/**
 * The address entered in a form.
 * @throws DomainError `validation_failed` when it is invalid or of a disposable provider
 */
export function readFormAddress(request: { email: string }): string {
  const email = normalizeEmail(request.email);
  if (email === null) throw refusal('the e-mail address is not valid', 'an e-mail address');
  if (isDisposable(email)) {
    throw refusal('addresses of this provider end after minutes', 'an e-mail address that lasts');
  }
  return email;
}

function isDisposable(email: string): boolean {
  const labels = email.slice(email.lastIndexOf('@') + 1).split('.');
  return labels.some((_, index) => disposable.has(labels.slice(index).join('.')));
}

function refusal(detail: string, message: string): DomainError {
  return new DomainError('validation_failed', detail, { errors: [{ path: 'email', message }] });
}
