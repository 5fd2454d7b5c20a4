import { expect, test } from 'vitest';
import { mailboxProviderOf } from './mailbox-provider.ts';

test('the domains of one provider are one', () => {
  const providers = {
    'anna@gmail.com': 'gmail',
    'anna@googlemail.com': 'gmail',
    'anna@hotmail.co.uk': 'outlook',
    'anna@live.nl': 'outlook',
    'anna@msn.com': 'outlook',
    'anna@yahoo.com.br': 'yahoo',
    'anna@aol.com': 'yahoo',
    'anna@me.com': 'icloud',
    'anna@web.de': 'gmx_webde',
    'anna@gmx.fr': 'gmx_webde',
  };
  for (const [email, provider] of Object.entries(providers)) expect(mailboxProviderOf(email), email).toBe(provider);
});

test('other domains are themselves, also those that look like a provider', () => {
  for (const domain of ['shop.example', 'live.example', 'yahoo.shop.example', 'constructor.de', 'gmail.com.evil.test'])
    expect(mailboxProviderOf(`anna@${domain}`)).toBe(domain);
});
