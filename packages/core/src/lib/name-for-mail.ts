/** Characters of a name in a mail. */
const maxLength = 40;

/**
 * A name as mails may show it, or null. Anyone can type a name into a form, and the mail goes to the address beside it: a
 * name that holds a link, an address or a whole sentence would be a stranger's message in the shop's name.
 * @example
 * nameForMail('  Anna '); // 'Anna'
 * nameForMail('You won! https://evil.example'); // null
 */
export function nameForMail(given: string | null | undefined): string | null {
  const name = given?.normalize('NFC').replace(/\s+/g, ' ').trim() ?? '';
  if (name === '' || [...name].length > maxLength) return null;
  // A dot between letters is a domain; initials such as "J. R." have a blank behind it.
  return /[/\\@:<>\p{Cc}]|\.\p{L}{2,}|\bwww\b/iu.test(name) ? null : name;
}
