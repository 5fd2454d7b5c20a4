import { describe } from 'vitest';
import { firefoxPath, launchFirefox } from './firefox.ts';
import type { ShopperBrowser } from './shopper-browser.ts';
import { isWebKitInstalled, launchWebKit } from './webkit.ts';

const browsers = [
  { name: 'Firefox', isInstalled: Boolean(firefoxPath), launch: launchFirefox, from: 'firefox-esr' },
  { name: 'WebKit', isInstalled: isWebKitInstalled, launch: launchWebKit, from: 'webkit2gtk-driver and xvfb' },
];

/** Declares the same tests for each browser. One that is not installed is skipped, with a hint how to install it. */
export function inEachBrowser(declare: (launch: () => Promise<ShopperBrowser>) => void): void {
  for (const { name, isInstalled, launch, from } of browsers) {
    if (!isInstalled) console.warn(`${name} is not installed, its tests are skipped: apt-get install ${from}`);
    describe.skipIf(!isInstalled)(name, () => declare(launch));
  }
}
