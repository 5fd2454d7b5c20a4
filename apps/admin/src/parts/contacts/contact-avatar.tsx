import type { Contact } from '@beckon/contract';
import { Avatar, type AvatarProps } from '@mantine/core';

type Props = { contact: Pick<Contact, 'firstName' | 'lastName' | 'email'>; size: number } & Pick<
  AvatarProps,
  'visibleFrom'
>;

/** Initials where there is a name or an address; an id of the shop has none. */
export function ContactAvatar({ contact, ...look }: Props) {
  const name = [contact.firstName, contact.lastName].filter(Boolean).join(' ') || contact.email;
  return <Avatar color="pine" aria-hidden {...look} {...(name ? { name } : {})} />;
}
