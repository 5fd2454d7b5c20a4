/** Maximum characters of a name in a mail. */
const maxLength = 40;

/**
 * A name that may be shown in a mail, or null. Anyone can type a name into a form together with another person's
 * address: a name that contains a link, an address or a sentence would be a stranger's message sent by the shop.
 * @example
 * nameForMail('  Anna '); // 'Anna'
 * nameForMail('You won! https://evil.example'); // null
 */
export function nameForMail(given: string | null | undefined): string | null {
  const name = given?.normalize('NFC').replace(/\s+/g, ' ').trim() ?? '';
  if (name === '' || [...name].length > maxLength) return null;
  // A dot between letters belongs to a domain; initials such as "J. R." have a space after it.
  return /[/\\@:<>\p{Cc}]|\.\p{L}{2,}|\bwww\b/iu.test(name) ? null : name;
}
