import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { findFreePort } from '@beckon/test-setup/free-port';
import type { ShopperBrowser } from './shopper-browser.ts';

/** The browser and driver of WebKitGTK, as Debian and its derivatives install them (`webkit2gtk-driver`, `xvfb`). */
const driverPath = '/usr/bin/WebKitWebDriver';
const miniBrowser = globSync('/usr/lib/*/webkit2gtk-4.*/MiniBrowser')[0];
const xvfb = '/usr/bin/xvfb-run';

export const isWebKitInstalled = Boolean(miniBrowser) && [driverPath, xvfb].every((path) => existsSync(path));

/** The key that marks a reference to an element in WebDriver (W3C WebDriver, section 12). */
const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

/** WebKit in a virtual display, driven by WebDriver. */
export async function launchWebKit(): Promise<ShopperBrowser> {
  const port = await findFreePort();
  const driver = spawn(xvfb, ['-a', driverPath, `--port=${port}`], { stdio: 'ignore', detached: true });
  const call = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const { value } = (await answer.json()) as { value: Record<string, unknown> };
    if (!answer.ok) throw new Error(`${method} ${path}: ${value.error} ${value.message}`);
    return value;
  };
  const stop = () => {
    try {
      process.kill(-driver.pid!, 'SIGTERM');
    } catch {
      // The session has already ended.
    }
  };
  try {
    for (let tries = 0; !(await call('GET', '/status').catch(() => null)); tries++) {
      if (tries === 200) throw new Error('WebKitWebDriver did not start');
      await pause(50);
    }
    const options = { binary: miniBrowser, args: ['--automation'] };
    const { sessionId } = await call('POST', '/session', {
      capabilities: { alwaysMatch: { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': options } },
    });
    const session = `/session/${sessionId}`;
    const run = (script: string) => call('POST', `${session}/execute/sync`, { script, args: [] });
    // Scrolled without animation: the driver does not wait for smooth scrolling.
    const find = async (element: string) => {
      const found = await run(`const found = ${element};
        found.scrollIntoView({ block: 'center', behavior: 'instant' });
        return found;`);
      return (found as Record<string, string>)[elementKey];
    };
    return {
      name: 'webkit',
      open: async (url) => void (await call('POST', `${session}/url`, { url })),
      run: (script) => run(script) as never,
      click: async (element) => void (await call('POST', `${session}/element/${await find(element)}/click`, {})),
      async type(element, text) {
        const field = `${session}/element/${await find(element)}`;
        await call('POST', `${field}/clear`, {});
        await call('POST', `${field}/value`, { text });
      },
      async closeTab() {
        const { handle } = await call('POST', `${session}/window/new`, { type: 'tab' });
        await call('DELETE', `${session}/window`);
        await call('POST', `${session}/window`, { handle });
      },
      async close() {
        await call('DELETE', session).catch(() => {});
        stop();
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}
