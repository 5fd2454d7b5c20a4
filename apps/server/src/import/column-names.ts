import { ConfigError } from '../config.ts';
import { normalizeName } from './cells.ts';

/** For each field, the column names that may contain it, as `normalizeName` writes them, the best first. */
export type FactNames<F extends string> = Partial<Record<F, readonly string[]>>;
/** Which column of a file contains a field. */
export type FactColumns<F extends string> = Partial<Record<F, string>>;

export const emailNames =
  `email email_address emailaddress emailadresse email_adresse emailadres mail mail_address mailadresse
  email_1_value primary_email customer_email billing_email email_billing user_email contact_email subscriber_email
  person_email courriel adresse_email adresse_mail correo correo_electronico indirizzo_email epost e_post adres_email`.split(
    /\s+/,
  );
export const customerNames = `user_id userid customer_id customerid external_id customer_number customer_no kundennummer
  kunden_nr kundennr klantnummer numero_client`.split(/\s+/);

/**
 * Assigns a column to each field: the one that a flag names, else the one that the preset names, else one with a usual
 * name. A column is used for one field only.
 * @param flags such as `--order-id <column>`, by field
 * @throws ConfigError when a flag names a column that the file does not have
 */
export function resolveColumns<F extends string>(
  columns: readonly string[],
  flags: FactColumns<F>,
  ...lists: readonly FactNames<F>[]
): FactColumns<F> {
  const found: FactColumns<F> = {};
  for (const [fact, name] of Object.entries(flags) as [F, string | undefined][]) {
    if (name === undefined) continue;
    const column =
      columns.find((one) => one === name) ?? columns.find((one) => normalizeName(one) === normalizeName(name));
    if (column === undefined) throw new ConfigError(`there is no column "${name}". ${listColumns(columns)}`);
    found[fact] = column;
  }
  const byName = new Map(columns.toReversed().map((column) => [normalizeName(column), column]));
  const taken = new Set(Object.values(found));
  for (const names of lists) {
    for (const [fact, candidates] of Object.entries(names) as [F, readonly string[]][]) {
      if (found[fact] !== undefined) continue;
      const column = candidates.map((name) => byName.get(name)).find((one) => one !== undefined && !taken.has(one));
      if (column === undefined) continue;
      found[fact] = column;
      taken.add(column);
    }
  }
  return found;
}

export function listColumns(columns: readonly string[]): string {
  return columns.length === 0 ? 'The file is empty.' : `The columns of the file: ${columns.join(', ')}`;
}

/** How another system writes its export files. */
export type Preset<F extends string> = {
  /** A file that has all columns of one of these lists comes from this system. */
  signatures: readonly (readonly string[])[];
  names: FactNames<F>;
};

/** The preset that matches the most columns of the file. */
export function detectPreset<P extends Preset<string>>(columns: readonly string[], presets: Record<string, P>): string {
  const there = new Set(columns.map(normalizeName));
  let best = { name: 'generic', length: 0 };
  for (const [name, { signatures }] of Object.entries(presets)) {
    for (const signature of signatures) {
      if (signature.length > best.length && signature.every((column) => there.has(column)))
        best = { name, length: signature.length };
    }
  }
  return best.name;
}

/** @throws ConfigError when there is no such preset for this kind of file */
export function choosePreset<P extends Preset<string>>(
  kind: string,
  given: string | undefined,
  columns: readonly string[],
  presets: Record<string, P>,
): { name: string; preset: P } {
  const name = given ?? detectPreset(columns, presets);
  const preset = presets[name];
  if (!preset)
    throw new ConfigError(`there is no preset ${name} for ${kind}; choose one of ${Object.keys(presets).join(', ')}`);
  return { name, preset };
}
