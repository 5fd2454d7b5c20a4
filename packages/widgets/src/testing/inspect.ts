/** Functions that run in the page: each is sent there as text, so that none may use anything from outside of itself. */

/** What is cut off, hidden or out of reach of a page of this width. */
export function findCut(): string[] {
  const roots = [...document.querySelectorAll('*')].map(({ shadowRoot }) => shadowRoot ?? document);
  const all = [...new Set<ParentNode>(roots)].flatMap((root) => [...root.querySelectorAll<HTMLElement>('.beckon *')]);
  const name = (element: Element) =>
    `${element.localName} ${element.getAttribute('part') ?? ''} ${element.textContent.slice(0, 20)}`;
  const faults: string[] = [];
  if (document.documentElement.scrollWidth > innerWidth)
    faults.push(`the page is ${document.documentElement.scrollWidth} wide in ${innerWidth}`);
  for (const element of new Set(all)) {
    if (!element.checkVisibility() || element.matches('[part=trap], option, svg *')) continue;
    const { left, right, width } = element.getBoundingClientRect();
    if (width && (left < -0.5 || right > innerWidth + 0.5)) faults.push(`${name(element)}: ${left} to ${right}`);
    const isScrolled = element.matches('[part=panel]');
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth)
      faults.push(`${name(element)}: ${element.scrollWidth} wide in ${element.clientWidth}`);
    if (!isScrolled && element.matches('button, summary') && element.scrollHeight > element.clientHeight + 1)
      faults.push(`${name(element)}: ${element.scrollHeight} high in ${element.clientHeight}`);
    if (!element.matches('button, input:not([type=checkbox], [type=radio]), select, summary')) continue;
    element.scrollIntoView({ block: 'center' });
    const { top, bottom } = element.getBoundingClientRect();
    if (top < -0.5 || bottom > innerHeight + 0.5) faults.push(`${name(element)}: cannot be scrolled to`);
  }
  return faults;
}

/** Height and width of what can be clicked; a box or radio with its label. */
export function measureTargets(): { name: string; width: number; height: number }[] {
  const roots = [...document.querySelectorAll('*')].map(({ shadowRoot }) => shadowRoot ?? document);
  const all = [...new Set<ParentNode>(roots)].flatMap((root) => [
    ...root.querySelectorAll<HTMLElement>('.beckon :is(button, input, select, summary, a)'),
  ]);
  return [...new Set(all)]
    .filter((element) => element.checkVisibility() && !element.matches('[part=trap]'))
    .map((element) => {
      const target = element.matches('[type=checkbox], [type=radio]') ? element.closest('label') : element;
      const { width, height } = (target ?? element).getBoundingClientRect();
      return { name: `${element.localName} ${target?.textContent}`, width, height };
    });
}

/** What has the focus, through shadow roots: how it is called, and how that is seen. */
export function readFocus(): { name: string; outline: string; color: string } {
  let element = document.activeElement as HTMLInputElement;
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement as HTMLInputElement;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
  const label = element.getAttribute('aria-label') ?? element.labels?.[0]?.querySelector('span')?.textContent;
  const name =
    element === (document.body as never) ? '' : (label ?? element.labels?.[0]?.textContent ?? element.textContent);
  return { name: name.trim(), outline: `${outlineStyle} ${outlineWidth}`, color: outlineColor };
}

/** Records the announcements of the page's live region in `heard`; the region must exist already. */
export function listen(): void {
  const find = (root: ParentNode): Element | null =>
    root.querySelector('[role=status]') ??
    [...root.querySelectorAll('*')].map(({ shadowRoot }) => shadowRoot && find(shadowRoot)).find(Boolean) ??
    null;
  const region = find(document) as Element;
  const page = window as never as { heard: string[]; isSame: () => boolean };
  page.heard = [];
  page.isSame = () => region.isConnected;
  new MutationObserver(() => {
    const text = region.textContent;
    if (text && text !== page.heard.at(-1)) page.heard.push(text);
  }).observe(region, { childList: true, characterData: true, subtree: true });
}
