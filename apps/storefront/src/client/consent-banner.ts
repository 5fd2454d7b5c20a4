import { beckon } from './beckon.ts';
import { find } from './element.ts';

const storageName = 'third-floor-consent';

function readChoice(): string | null {
  try {
    return localStorage.getItem(storageName);
  } catch {
    return null;
  }
}

/** Passes the shopper's choice to Beckon, which sends nothing before consent. */
function tell(choice: string): void {
  const isYes = choice === 'all';
  beckon().consent({ analytics: isYes, marketing: isYes });
}

/** Asks once, remembers the choice, and can be opened again from the footer. */
export function startConsentBanner(): void {
  const banner = find('#consent');
  const opener = find<HTMLButtonElement>('#consent-open');
  const remembered = readChoice();
  if (remembered) tell(remembered);
  banner.hidden = remembered !== null;

  banner.addEventListener('click', ({ target }) => {
    const choice = (target as Element).closest<HTMLElement>('[data-consent-choice]')?.dataset.consentChoice;
    if (!choice) return;
    try {
      localStorage.setItem(storageName, choice);
    } catch {}
    tell(choice);
    const hadFocus = banner.contains(document.activeElement);
    banner.hidden = true;
    if (hadFocus) find('#main').focus({ preventScroll: true });
  });
  opener.addEventListener('click', () => {
    banner.hidden = false;
    find<HTMLButtonElement>('button', banner).focus();
  });
}
