/**
 * The part of an address that we keep and limit by: /24 of IPv4, /48 of IPv6.
 * @example
 * addressPrefix('203.0.113.77'); // '203.0.113.0/24'
 */
export function addressPrefix(address: string | null): string | null {
  if (address === null) return null;
  const v4 = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/i.exec(address);
  if (v4) return `${v4[1]}.${v4[2]}.${v4[3]}.0/24`;
  const full = URL.parse(`http://[${address.split('%')[0]}]`)?.hostname.slice(1, -1);
  if (!full) return null;
  const [front = [], back] = full.split('::').map((side) => (side === '' ? [] : side.split(':')));
  const groups = back ? [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back] : front;
  return `${[0, 1, 2].map((index) => groups[index]).join(':')}::/48`;
}

/**
 * The client's address: the socket's address, or, behind `hops` trusted proxies, the address that the outermost proxy
 * wrote. Anything further left in the header is the client's own claim.
 */
export function clientAddress(socketAddress: string | null, forwardedFor: string | null, hops: number): string | null {
  if (hops === 0 || !forwardedFor) return socketAddress;
  const chain = forwardedFor.split(',').map((part) => part.trim());
  return chain.at(-hops) ?? chain[0] ?? socketAddress;
}
