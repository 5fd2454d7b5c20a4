/// <reference path="../../css.d.ts" />
import css from './captcha.css?inline';
import { drawCaptcha, type VendorChallenge } from './draw-captcha.ts';
import ar from './texts/ar.json';
import de from './texts/de.json';
import en from './texts/en.json';
import es from './texts/es.json';
import fr from './texts/fr.json';
import it from './texts/it.json';
import ja from './texts/ja.json';
import nl from './texts/nl.json';
import pl from './texts/pl.json';
import pt from './texts/pt.json';

// Both at once: this code is loaded only for a shopper who must solve a challenge, and then both are needed.
const catalogs: Record<string, typeof en> = { ar, de, en, es, fr, it, ja, nl, pl, pt };

/**
 * Shows a vendor's captcha in a dialog of the page: vendors cannot render inside a shadow tree.
 * It does not make the rest inert, since their puzzles open elsewhere in the page.
 * @throws where the shopper closes it, or the vendor gives up
 */
export async function showCaptcha(challenge: VendorChallenge, language = 'en'): Promise<string> {
  const texts = catalogs[language] ?? en;
  const host = document.createElement('div');
  const place = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  const dialog = document.createElement('dialog');
  const heading = document.createElement('h2');
  const button = document.createElement('button');
  dialog.setAttribute('aria-labelledby', 'title');
  dialog.lang = language;
  dialog.dir = language === 'ar' ? 'rtl' : 'ltr';
  heading.id = 'title';
  heading.tabIndex = -1;
  heading.autofocus = true;
  heading.textContent = texts.title;
  button.textContent = texts.cancel;
  dialog.append(heading, document.createElement('slot'), button);
  root.append(dialog);
  host.append(place);
  document.body.append(host);
  // Remembers who had the focus, and gives it back when it closes.
  dialog.show();
  try {
    return await Promise.race([
      drawCaptcha(challenge, place, language),
      new Promise<never>((_, reject) => {
        button.onclick = reject;
        host.onkeydown = ({ key }) => key === 'Escape' && reject();
      }),
    ]);
  } finally {
    dialog.close();
    host.remove();
  }
}
