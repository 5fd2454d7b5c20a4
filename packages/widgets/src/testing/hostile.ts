/** Style sheets of shops that do not know of us, and one that means harm. */
export const hostile = {
  'a page that shouts': `
    * { letter-spacing: 1em !important; text-transform: uppercase; direction: rtl; transition: all 5s; --accent: magenta; --text: red }
    *::before, *::after { content: "x" !important; display: block }
    *:focus, *:focus-visible { outline: none !important }
    div, section, form, fieldset { float: left !important; margin: 3em !important; background: yellow !important; border: 9px dashed red !important }
    form { display: inline-flex !important; flex-direction: column-reverse; width: 200px !important }
    button { background: magenta !important; color: lime !important; border-radius: 0 !important; font: 700 30px monospace !important; transform: rotate(3deg) }
    input, select { display: none !important; opacity: 0.1; appearance: none; height: 9px !important }
    input[type="email"] { display: block !important; padding: 40px !important; background: pink !important }
    label { font-size: 40px !important; display: inline !important; color: magenta !important }
    h2, h3, p, legend, summary, li { font-size: 9px !important; text-align: right !important; color: magenta; line-height: 4 !important }
    p::first-letter { font-size: 5em; float: left }
    svg, path { fill: magenta !important; stroke: lime !important; width: 90px !important; opacity: 0.5 !important }
    dialog { width: 100% !important; max-width: none !important; inset: 0 !important; background: yellow !important; opacity: 0.5 !important }
    dialog::backdrop { background: lime !important }
    [part] { color: red !important; padding: 2em !important } [role="status"] { display: none !important }
    .beckon { font-size: 40px; padding: 40px !important; display: flex !important; max-width: 90px !important; opacity: 0.5 }
    html { font-size: 40px; line-height: 3; word-spacing: 1em; text-shadow: 2px 2px red; text-align: center; font-style: italic; cursor: wait }
    ul, ol { columns: 3; list-style: none !important } summary::marker { content: "x" !important }`,
  'a reset as of Bootstrap': `
    *, ::before, ::after { box-sizing: border-box }
    html { font-size: 62.5%; -webkit-text-size-adjust: 100% } body { font-size: 1.6rem; line-height: 1.9; color: #555; text-align: center; -webkit-font-smoothing: antialiased }
    h2, h3 { margin: 0 0 2rem; font-weight: 300; line-height: 1.2; font-size: calc(1.3rem + 2vw) } p, ul, ol { margin: 0 0 1rem }
    label { display: inline-block; margin-bottom: 0.5rem; font-weight: bold } legend { float: left; width: 100%; font-size: 1.5rem } legend + * { clear: left }
    button, input, select { margin: 0; font-family: inherit; font-size: inherit; line-height: inherit; height: 34px; border-radius: 4px }
    button { text-transform: none; background: #0d6efd; border: 1px solid #0d6efd; color: #fff } input { width: 100%; background: #f8f9fa; border: 1px solid #ced4da }
    input:focus { box-shadow: 0 0 0 4px rgb(13 110 253 / 0.25) } svg { vertical-align: middle } [type="checkbox"], [type="radio"] { appearance: none; width: 1em; border: 1px solid }
    summary { display: list-item; cursor: pointer } fieldset { min-width: 0; padding: 0; margin: 0; border: 0 } form { max-width: 300px; margin: 0 auto }`,
  'a reset as of Tailwind': `
    @layer theme, base, components, utilities;
    @layer base {
      *, ::after, ::before, ::backdrop, ::file-selector-button { box-sizing: border-box; margin: 0; padding: 0; border: 0 solid }
      html { line-height: 1.5; -webkit-text-size-adjust: 100%; tab-size: 4 } h2, h3 { font-size: inherit; font-weight: inherit } ol, ul { list-style: none } svg { display: block; vertical-align: middle }
      button, input, select { font: inherit; letter-spacing: inherit; color: inherit; border-radius: 0; background-color: transparent; opacity: 1 } ::placeholder { opacity: 1 } summary { display: list-item }
      button, input:where([type="button"]) { appearance: button } [hidden]:where(:not([hidden="until-found"])) { display: none !important }
    }
    .shop > * + *, main * + * { margin-top: 24px } main svg { width: 100% } main input { border: 2px solid; border-radius: 999px; padding: 0 }`,
};
