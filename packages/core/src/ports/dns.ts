/** What DNS says about a name. `none`: it has no such record. `unavailable`: its servers gave no answer. */
export type DnsAnswer =
  | { outcome: 'found'; values: readonly string[] }
  | { outcome: 'none' }
  | { outcome: 'unavailable'; reason: string };

/** Asks DNS. */
export interface Dns {
  /** The texts at a name, the parts of each joined. */
  readTxt(name: string): Promise<DnsAnswer>;
  /** The mail servers of a domain. */
  readMx(name: string): Promise<DnsAnswer>;
}
