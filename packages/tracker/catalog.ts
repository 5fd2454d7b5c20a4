import { currencyCodes, customEventType, eventCatalog } from '@beckon/contract';
import { z } from 'zod';
import type { Catalog, Schema } from './src/debug/find-faults.ts';

/** What `find-faults.ts` can check. A word that is not here stops the build: the overlay must not pass what we refuse. */
const known =
  /^(type|properties|required|items|minimum|maximum|minLength|maxLength|maxItems|pattern|format|additionalProperties|default|examples|description|\$schema)$/;

/** The event catalog of the contract as data, for the overlay, which brings no schema library along. */
export function describeCatalog(): Catalog {
  const types = Object.entries(eventCatalog)
    .filter(([, { sentBy }]) => sentBy === 'browser')
    .map(
      ([type, { properties }]) =>
        [type, trim(z.toJSONSchema(properties, { io: 'input', override: acceptCaught }) as Schema)] as const,
    );
  const others = Object.entries(eventCatalog).filter(([, { sentBy }]) => sentBy !== 'browser');
  return {
    types: Object.fromEntries(types),
    notFromBrowsers: others.map(([type]) => type),
    currencies: currencyCodes.join(' '),
    name: customEventType.source,
  };
}

/** A property with a value for what cannot be read, such as a phone number, is never a reason to refuse the event. */
function acceptCaught({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: object }): void {
  if (zodSchema._zod.def.type !== 'catch') return;
  for (const word of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, word);
  Object.assign(jsonSchema, { type: 'any' });
}

/** How JSON Schema describes a reference of the contract: a text or a number, null too where it may be missing. */
const reference = /^string,number(,null)?$/;

function trim(schema: Schema): Schema {
  const types = String(schema.type);
  if (reference.test(types)) return { type: 'id', ...(types.endsWith('null') && { isOptional: true }) };
  const unknown = Object.keys(schema).filter((word) => !known.test(word));
  if (unknown.length > 0) throw new Error(`the overlay cannot check ${unknown}: teach it in find-faults.ts`);
  const {
    $schema,
    additionalProperties,
    default: _,
    examples,
    description,
    format,
    ...rest
  } = schema as Schema & {
    [word: string]: unknown;
  };
  if (rest.properties) {
    rest.properties = Object.fromEntries(Object.entries(rest.properties).map(([name, inner]) => [name, trim(inner)]));
  }
  if (rest.items) rest.items = trim(rest.items);
  return rest;
}
