import { raw } from 'hono/html';

/** JSON inside `<script>`: `<` is escaped, so that no text can end the element. */
export function jsonScript(value: unknown) {
  return raw(
    JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029'),
  );
}
