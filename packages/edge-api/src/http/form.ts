import { DomainError } from '@beckon/core/lib';
import type { z } from 'zod';
import { readBody } from './body.ts';
import { checkInput, readInput } from './input.ts';

const plainForm = 'application/x-www-form-urlencoded';

/**
 * Reads what a widget of a shop's page posts.
 * @throws DomainError as `readInput`, and `validation_failed` for texts that the database cannot hold
 */
export async function readForm<S extends z.ZodType<Record<string, unknown>>>(
  request: Request,
  schema: S,
): Promise<z.infer<S>> {
  return checkTexts(await readInput(request, schema));
}

/** Whether a browser posts a form by itself, without scripts. */
export const isPlainForm = (request: Request) => !!request.headers.get('content-type')?.startsWith(plainForm);

/** The fields of a form without scripts. @throws DomainError as `readInput` */
export async function readPlainFields(request: Request): Promise<URLSearchParams> {
  const text = await readBody(request, [plainForm]);
  const fields = new URLSearchParams(text);
  // It puts replacement characters for what is no UTF-8: pages in other encodings post so.
  const isReplaced = [...fields].flat().some((value) => value.includes('\ufffd'));
  if (isReplaced && !/%EF%BF%BD|\ufffd/i.test(text)) {
    throw new DomainError('bad_encoding', 'the form is not UTF-8: add accept-charset="utf-8"');
  }
  return fields;
}

/**
 * Takes from such fields what a widget would post. Empty ones are left out, `interests` may come several times, and a
 * ticked `smsConsent` has the wording's version as its value and the wording in `smsWording`.
 * @throws DomainError as `readForm`
 */
export function checkPlainForm<S extends z.ZodType<Record<string, unknown>>>(
  fields: URLSearchParams,
  schema: S,
): z.infer<S> {
  const given = Object.fromEntries([...fields].filter(([, value]) => value !== ''));
  const { smsConsent: wordingVersion, smsWording: wording, ...others } = given;
  return checkTexts(
    checkInput(
      {
        ...others,
        ...(given.interests && { interests: fields.getAll('interests').filter(Boolean) }),
        ...(wordingVersion && { smsConsent: { wordingVersion, wording } }),
      },
      schema,
    ),
  );
}

function checkTexts<Input extends Record<string, unknown>>(input: Input): Input {
  const texts = Object.values(input)
    .flatMap((value) => (value && typeof value === 'object' ? Object.values(value) : value))
    .filter((value) => typeof value === 'string');
  if (texts.some((text) => text.includes('\0') || !text.isWellFormed()))
    throw new DomainError('validation_failed', 'a field holds characters that cannot be stored');
  return input;
}
