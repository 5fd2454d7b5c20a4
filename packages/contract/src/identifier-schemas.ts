import { z } from 'zod';
import { type Identifier, readPersonId, readReference, readVisitorId } from './identifiers.ts';

const given = z.union([z.string(), z.number()]);

/** The id of a product, the number of an order: a text or a whole number. A placeholder such as `undefined` is refused. */
export const referenceSchema = given.transform((value, context) => {
  const identifier = readReference(value);
  return identifier.kind === 'id' ? identifier.id : refuse(identifier, value, context);
});

/** A reference that may be missing: a placeholder is as good as none. */
export const optionalReferenceSchema = optional(readReference);

/** The user id of a person. A placeholder such as `guest` names nobody, and is as good as none. */
export const personIdSchema = optional(readPersonId).describe("The shop's own id of the person.");

/** The visitor id of one browser. A placeholder is as good as none. */
export const visitorIdSchema = optional(readVisitorId).describe('The visitor id of one browser.');

function optional(read: (value: unknown) => Identifier) {
  return given
    .nullable()
    .transform((value, context) => {
      const identifier = read(value);
      if (identifier.kind === 'none') return undefined;
      return identifier.kind === 'id' ? identifier.id : refuse(identifier, value, context);
    })
    .optional();
}

function refuse(identifier: Exclude<Identifier, { kind: 'id' }>, input: unknown, context: z.RefinementCtx): never {
  context.issues.push({ code: 'custom', message: faultOf(identifier), input });
  return z.NEVER;
}

function faultOf(identifier: Exclude<Identifier, { kind: 'id' }>): string {
  if (identifier.kind === 'invalid') return identifier.reason;
  const { placeholder } = identifier;
  return placeholder === null ? 'an id is missing' : `${JSON.stringify(placeholder.slice(0, 100))} stands for no id`;
}
