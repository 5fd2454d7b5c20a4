/**
 * The mail as a page for the sandboxed frame: its links open in a new tab, since the frame itself may go nowhere. The
 * base element comes first, so that one in the mail does not win.
 */
export function mailPage(html: string): string {
  const head = '<base target="_blank"><meta name="referrer" content="no-referrer">';
  const doctype = html.match(/^\s*<!doctype[^>]*>/i)?.[0] ?? '<!doctype html>';
  const rest = html.replace(/^\s*<!doctype[^>]*>/i, '');
  return `${doctype}${head}${rest}`;
}
