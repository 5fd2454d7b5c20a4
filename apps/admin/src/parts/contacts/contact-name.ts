import type { Contact } from '@beckon/contract';

type Named = Pick<Contact, 'id' | 'firstName' | 'lastName' | 'email' | 'userId'>;

/** What to call a contact: the name, else the address, else the shop's own id. */
export function contactName({ firstName, lastName, email, userId, id }: Named): string {
  const name = [firstName, lastName].filter(Boolean).join(' ').trim();
  if (name !== '') return name;
  return email ?? (userId === null ? `Contact ${id.slice(-6)}` : `Customer ${userId}`);
}

/** The line below the name: details that the name does not contain. */
export function contactSubline(contact: Named): string | null {
  const name = contactName(contact);
  if (contact.email !== null && contact.email !== name) return contact.email;
  return contact.userId !== null && name !== `Customer ${contact.userId}` ? `Customer ${contact.userId}` : null;
}
