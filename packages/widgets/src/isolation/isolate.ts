/**
 * A style sheet of ours as the first word in a page that has rules for everything. In the cascade what is important in a
 * layer beats what is important outside of layers, so each declaration becomes important, in a layer. Within it all is as before: the
 * more specific rule counts.
 * @param css without `@import`, and without semicolons or braces in texts
 */
export function isolate(css: string): string {
  const important = css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/:[^:{};]+(?=[;}])/g, (value) => `${value.trimEnd()} !important`);
  return `@layer beckon {\n${important}}\n`;
}
