import { html, raw } from 'hono/html';

/** A form of one button. */
export function one(
  action: string,
  text: string,
  { isQuiet = false, name, value }: { isQuiet?: boolean; name?: string; value?: string } = {},
) {
  return html`<form method="post"><input type="hidden" name="action" value="${action}">${
    value === undefined ? '' : html`<input type="hidden" name="id" value="${value}">`
  }<button type="submit"${raw(isQuiet ? ' class="quiet"' : '')}>${text}${name === undefined ? '' : html`<span class="unseen">: ${name}</span>`}</button></form>`;
}

export function checkbox(name: string, text: string, isOn: boolean, { isDisabled = false, note = '' } = {}) {
  return html`<label class="choice"><input type="checkbox" name="${name}"${raw(isOn ? ' checked' : '')}${raw(isDisabled ? ' disabled' : '')}><span><bdi>${text}</bdi>${note ? html`<small><bdi>${note}</bdi></small>` : ''}</span></label>`;
}

export function radio(name: string, value: string, text: string, isOn: boolean) {
  return html`<label class="choice"><input type="radio" name="${name}" value="${value}"${raw(isOn ? ' checked' : '')}><span>${text}</span></label>`;
}
