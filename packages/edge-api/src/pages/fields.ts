import { passwordLimits } from '@beckon/contract';
import { html, raw } from 'hono/html';
import { z } from 'zod';

/** What is wrong with a form, by field. */
export type FormFaults = Record<string, string>;

const isStorable = (text: string) => !/\p{Cc}/u.test(text) && text.isWellFormed();

/** One line of text in a form. */
export const lineSchema = (what: string, max = 100) =>
  z
    .string(`Enter ${what}.`)
    .trim()
    .min(1, `Enter ${what}.`)
    .max(max, `Use at most ${max} characters.`)
    .refine(isStorable, 'Use letters, digits and punctuation only.');

export const personNameSchema = lineSchema('your name');

export const passwordSchema = z
  .string('Choose a password.')
  .min(passwordLimits.min, `Use at least ${passwordLimits.min} characters.`)
  .max(passwordLimits.max, `Use at most ${passwordLimits.max} characters.`);

/** The first fault of each field. */
export function faultsByField(error: z.ZodError): FormFaults {
  return Object.fromEntries(error.issues.toReversed().map(({ path, message }) => [path.join('.'), message]));
}

export type Field = {
  name: string;
  label: string;
  value?: string;
  type?: 'text' | 'email' | 'url' | 'password';
  autocomplete?: string;
  note?: string | undefined;
  fault?: string | undefined;
  isReadonly?: boolean;
};

/** A labelled input; a fault is announced with it. */
export function field({
  name,
  label,
  value = '',
  type = 'text',
  autocomplete = 'off',
  note,
  fault,
  isReadonly,
}: Field) {
  return html`<label class="field">${label}${hint(name, note, fault)}<input name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}" required${raw(isReadonly ? ' readonly' : '')}${describedBy(name, note, fault)}></label>`;
}

/** A labelled choice of one; nothing is chosen beforehand unless `value` is. */
export function choice(given: Pick<Field, 'name' | 'label' | 'value' | 'note' | 'fault'>, options: readonly string[]) {
  const { name, label, value, note, fault } = given;
  return html`<label class="field">${label}${hint(name, note, fault)}<select name="${name}" required${describedBy(name, note, fault)}><option value="">Choose…</option>${options.map(
    (option) => html`<option${raw(option === value ? ' selected' : '')}>${option}</option>`,
  )}</select></label>`;
}

export function passwordField(fault: string | undefined) {
  return field({
    name: 'password',
    label: 'Password',
    type: 'password',
    autocomplete: 'new-password',
    note: `At least ${passwordLimits.min} characters.`,
    fault,
  });
}

/** What is wrong takes the place of the note, which says the same in advance. */
function hint(name: string, note: string | undefined, fault: string | undefined) {
  if (fault) return html`<small id="${name}-hint" class="fault">${fault}</small>`;
  return note ? html`<small id="${name}-hint">${note}</small>` : '';
}

function describedBy(name: string, note: string | undefined, fault: string | undefined) {
  if (!note && !fault) return '';
  return html` aria-describedby="${name}-hint"${raw(fault ? ' aria-invalid="true"' : '')}`;
}
