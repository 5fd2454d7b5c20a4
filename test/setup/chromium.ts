import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import bundled from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Paths where distributions and installers put Chromium or Chrome. */
const installed = [
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const quiet = ['--disable-gpu', '--disable-background-networking', '--no-first-run'];

/** One folder per user, since a user may not be allowed to run a binary that another has unpacked. */
const folder = join(tmpdir(), `beckon-chromium-${process.getuid?.() ?? 'user'}`);

/**
 * Starts a headless Chromium: an installed one (`CHROME_PATH` first), otherwise the one from an npm package. Its
 * sandbox needs privileges that containers and root do not have, and the tests open only our own pages, so it is off.
 */
export async function launchChromium(): Promise<Browser> {
  const own = installed.find((path) => path && existsSync(path));
  // The home folder may be read-only; Chromium writes crash reports there.
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  return chromium.launch({
    // Without the flags that the bundled one recommends: they are meant for one page in a lambda, let a closing page
    // take the browser along, and switch off what shoppers' browsers insist on (CORS, one process per site).
    executablePath: own ?? (await unpack()),
    args: [...quiet, '--no-sandbox'],
    env: { ...process.env, HOME: home },
  });
}

/** Unpacks the bundled binary once, next to its final path, so that no parallel test starts an incomplete file. */
async function unpack(): Promise<string> {
  const ready = join(folder, 'bundled');
  if (!existsSync(ready)) {
    const unpacking = mkdtempSync(join(folder, 'unpacking-'));
    const before = process.env.TMPDIR;
    process.env.TMPDIR = unpacking;
    try {
      await bundled.executablePath();
      renameSync(unpacking, ready);
    } catch (error) {
      // Another process was faster, with the same result.
      rmSync(unpacking, { recursive: true, force: true });
      if (!existsSync(ready)) throw error;
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
  }
  return join(ready, 'chromium');
}
