/** What a failure says about an address: `hard`, it does not exist; `soft`, it may work later; null, nothing. */
export type Bounce = 'hard' | 'soft';

/**
 * Enhanced status codes (RFC 3463) that say that the mailbox or its domain does not exist, or is closed. Others of the
 * class 5 are about policy, size or content and say nothing about the address.
 */
const noSuchMailbox = /^5\.(1\.(0|1|2|3|6|10)|2\.1)$/;

/** Bounded by what is no part of a longer number, since answers quote IP addresses. */
const code = String.raw`([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)`;
const behindReply = new RegExp(String.raw`\b[245]\d\d[ -]#?${code}`);
const anywhere = new RegExp(String.raw`(?<![\d.])${code}`);

/**
 * The enhanced status code in what a mail server says; null if there is none.
 * @example
 * statusCodeIn('550 5.7.1 Client host [185.5.1.1] is blocked'); // '5.7.1'
 */
export function statusCodeIn(text: string): string | null {
  // Behind its reply code first: other numbers with two dots are versions of programs.
  return (behindReply.exec(text) ?? anywhere.exec(text))?.[1] ?? null;
}

/**
 * What an enhanced status code says about the address. The same for the dialogue with a mail server and for bounce mails.
 * @example
 * bounceOf('5.1.1'); // 'hard'
 * bounceOf('5.7.1'); // null
 */
export function bounceOf(statusCode: string): Bounce | null {
  if (noSuchMailbox.test(statusCode)) return 'hard';
  return statusCode.startsWith('4.') ? 'soft' : null;
}
