/** The tags of a record such as `v=DKIM1; k=rsa; p=…` by lower-case name, values without blanks around them. */
export function readTags(record: string): ReadonlyMap<string, string> {
  return new Map(
    record.split(';').flatMap((tag) => {
      const at = tag.indexOf('=');
      return at < 1 ? [] : [[tag.slice(0, at).trim().toLowerCase(), tag.slice(at + 1).trim()] as const];
    }),
  );
}
