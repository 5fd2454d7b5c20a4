/** Fields of a report by lower-case name; of a repeated one the first. */
export type Fields = ReadonlyMap<string, string>;

/** Splits `name: value` lines into groups, which empty lines separate. Folded lines are joined, other lines left out. */
export function readFieldGroups(text: string): Fields[] {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/\n[ \t]+(?=\S)/g, ' ')
    .split(/\n\s*\n/)
    .map(readFields)
    .filter((fields) => fields.size > 0);
}

function readFields(group: string): Fields {
  const fields = new Map<string, string>();
  for (const line of group.split('\n')) {
    const [, name, value] = /^([a-z][a-z0-9-]*)[ \t]*:(.*)$/i.exec(line) ?? [];
    if (name !== undefined && !fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value!.trim());
  }
  return fields;
}
