import type { MessageFinding } from '@beckon/contract';
import type { ShownMessage } from './channels.ts';
import { type KnownWebsites, lintLinks } from './lint-links.ts';
import { variablesIn } from './liquid.ts';
import { dataNames } from './template-data.ts';

/** Bytes of HTML after which Gmail cuts a mail off, with what ends it, such as the link to unsubscribe. */
export const gmailClip = 102_400;

const knownFields: Readonly<Record<string, readonly string[]>> = {
  contact: ['first_name', 'last_name', 'email'],
  shop: ['name', 'url', 'postal_address'],
  trigger: [],
};

/** Finds variables that no message has, which a fallback would hide. */
export function lintVariables(templates: readonly string[], language: string): MessageFinding[] {
  const paths = [...new Set(templates.flatMap((template) => variablesIn(template)))];
  return paths.flatMap((path): MessageFinding[] => {
    const [root, field] = path.split('.');
    if (!Object.hasOwn(knownFields, root!) || (field === undefined && root !== 'trigger')) return [];
    if (knownFields[root!]!.includes(field!)) return [];
    return [{ severity: 'warning', code: 'unknown_variable', language, text: `${path} never has a value` }];
  });
}

/** A variable that had no value and no fallback. */
export function missingFinding(variable: string, language: string): MessageFinding {
  const [root] = variable.split(/[.[]/);
  if (root === 'coupon') {
    const text = `${variable}: there is no such coupon pool`;
    return { severity: 'warning', code: 'unknown_variable', language, text };
  }
  if (root === 'contact' || dataNames.some((name) => name === root)) {
    const text = `${variable} may be missing, and then the message is not sent: give it a fallback, such as | default: "…"`;
    return { severity: 'warning', code: 'missing_fallback', language, text };
  }
  const text = `${variable} has no fallback: the message is sent only where a delivery has a value for it`;
  return { severity: 'warning', code: 'unknown_variable', language, text };
}

/** Looks at a message as a reader would get it. */
export function lintRendered(
  shown: ShownMessage,
  category: 'transactional' | 'marketing',
  language: string,
  known: KnownWebsites,
): MessageFinding[] {
  const { html, hasOptOut } = shown;
  const found: MessageFinding[] = [];
  const add = (severity: MessageFinding['severity'], code: MessageFinding['code'], text: string) =>
    void (found.some((one) => one.text === text) || found.push({ severity, code, language, text }));
  if (category === 'marketing' && !hasOptOut) add('error', 'missing_opt_out', 'it does not show how to opt out');
  for (const { severity, code, text } of lintLinks(shown, known)) add(severity, code, text);
  if (html === null) return found;
  for (const [image] of html.matchAll(/<img\b[^>]*>/gi)) {
    if (!/\balt="[^"]+"/i.test(image)) {
      const source = /\bsrc="([^"]*)"/i.exec(image)?.[1] ?? '';
      add('warning', 'image_without_text', `this image has no text, which readers without images see: ${source}`);
    }
  }
  const bytes = Buffer.byteLength(html);
  if (bytes > gmailClip) {
    const size = `${bytes.toLocaleString('en')} of ${gmailClip.toLocaleString('en')} bytes`;
    add('warning', 'too_large', `Gmail cuts it off before the end: ${size}`);
  }
  return found;
}
