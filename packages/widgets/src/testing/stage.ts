/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { buildOnce } from '@beckon/test-setup/build-once';
import { launchChromium } from '@beckon/test-setup/chromium';
import { build as buildTracker } from '@beckon/tracker/build';
import { buildFolder, openShop, type Shop } from '@beckon/tracker/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { build, buildTestPage, type ReactVersion } from '../../build.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export type Visit = {
  /** Another widget than that of the stage. */
  widget?: string;
  attributes?: string;
  /** What stands between the tags of the custom element. */
  inside?: string;
  /** What stands in the page below the widget. */
  below?: string;
  lang?: string;
  /** Of the React component: 19 if left out. */
  react?: ReactVersion;
  /** The shop's server has rendered the React component. */
  isRendered?: boolean;
  head?: string;
  headers?: Record<string, string>;
  path?: string;
};

export type Delivery = 'custom element' | 'React component';
export const deliveries: Delivery[] = ['custom element', 'React component'];

/** What a test plays on: a shop's page in Chromium with one widget, in each of the deliveries of the one source. */
export type Stage = {
  /** The folder of the built files; a script that a test adds is served with them. */
  folder: string;
  browser: Browser;
  context: BrowserContext;
  page: Page;
  shop: Shop;
  visit(delivery: Delivery, options?: Visit): Promise<void>;
  /** What was posted to `/v1/<path>`, in order. */
  sent<Request>(path: string): Request[];
  /** What axe finds. */
  violations(): Promise<string[]>;
};

async function buildWidgets(folder: string): Promise<void> {
  await build(folder);
  await buildTestPage('react-page', folder);
}

async function buildEveryReact(folder: string): Promise<void> {
  await buildTestPage('react-page', folder, 18);
  for (const version of [19, 18] as const) await buildTestPage('react-server', folder, version);
}

/** Builds once, and opens a new browser context for each test. */
export function openStage(widget: string, { isWithEveryReact = false } = {}): Stage {
  const folder = buildFolder();
  const stage = { folder } as Stage;

  stage.visit = async (
    delivery,
    { widget: name = widget, attributes = '', inside = '', below = '', lang = 'en', path = '/', ...rest } = {},
  ) => {
    const { react = 19, isRendered = false } = rest;
    const suffix = react === 19 ? '' : `-${react}`;
    const root = `id="root" data-widget="${name}" ${attributes}`;
    const rendered = isRendered ? (await import(`${folder}/react-server${suffix}.js`)).renderShop(root) : '';
    const styles = '<link rel="stylesheet" href="/styles.css">';
    const shown = {
      'custom element': `<beckon-${name} ${attributes}>${inside}</beckon-${name}>${below}</main><script async src="/beckon.js" data-key="pk_test"></script>`,
      'React component': `<div ${root}>${rendered}</div>${below}</main><script type="module" src="/react-page${suffix}.js"></script>`,
    }[delivery];
    stage.shop = await openShop(
      `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>Shop</title>${delivery === 'React component' ? styles : ''}${rest.head ?? ''}<body><main><h1>Shop</h1>${shown}`,
      folder,
      rest.headers,
    );
    stage.shop.answer = () => ({ status: 202, body: { status: 'pending' } });
    const css = readFileSync(`${folder}/react/styles.css`, 'utf8');
    await stage.page.route('**/styles.css', (route) => route.fulfill({ contentType: 'text/css', body: css }));
    await stage.page.goto(stage.shop.url + path);
  };
  stage.sent = <Request>(path: string) =>
    stage.shop.received
      .filter((received) => received.path === `/v1/${path}`)
      .map(({ body }) => JSON.parse(body) as Request);
  stage.violations = async () => {
    await stage.page.evaluate(axe);
    const { violations } = await stage.page.evaluate(() =>
      (window as never as { axe: { run(): Promise<{ violations: { id: string; help: string }[] }> } }).axe.run(),
    );
    return violations.map(({ id, help }) => `${id}: ${help}`);
  };

  beforeAll(async () => {
    await buildOnce('tracker', folder, buildTracker);
    await buildOnce('widgets', folder, buildWidgets);
    if (isWithEveryReact) await buildOnce('widgets-every-react', folder, buildEveryReact);
    stage.browser = await launchChromium();
  }, 120_000);
  afterAll(() => stage.browser.close());
  beforeEach(async () => {
    stage.context = await stage.browser.newContext();
    stage.page = await stage.context.newPage();
  });
  afterEach(async () => {
    await stage.context.close();
    stage.shop.close();
  });
  return stage;
}
