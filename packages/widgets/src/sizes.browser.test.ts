import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { stories } from '../sizes.ts';
import { preferences } from './testing/preferences.ts';
import { openStage, type Visit } from './testing/stage.ts';

const stage = openStage('newsletter');

/** The markup of the page, and the shopper's actions. */
const played: Record<keyof typeof stories, { visit: Visit; play(): Promise<void> }> = {
  'newsletter in the page': { visit: {}, play: signUp },
  'newsletter as a popup': { visit: { attributes: 'format="popup" delay="0"' }, play: signUp },
  'back in stock': {
    visit: { widget: 'back-in-stock', attributes: 'product-id="mug" sold-out="true"' },
    play: signUp,
  },
  'push question': {
    visit: { widget: 'push-permission', attributes: 'always="true"' },
    play: () => stage.page.getByRole('button').first().click(),
  },
  'preference center': {
    visit: { widget: 'preference-center', attributes: 'user-id="kim" signature="0a"' },
    play: () => stage.page.getByRole('button', { name: 'Save' }).click(),
  },
};

async function signUp() {
  await stage.page.getByRole('textbox').first().pressSequentially('anna@example.com');
  await stage.page.locator('[type=submit]').click();
  await stage.page.locator('[data-status=success]').waitFor();
}

test.each(Object.keys(stories) as (keyof typeof stories)[])(
  'the sizes of "%s" count every file that its browser fetches, and no other',
  async (name) => {
    const { visit, play } = played[name];
    await stage.page.addInitScript(() => {
      Object.defineProperty(Notification, 'permission', { value: 'default' });
    });
    await stage.page.route('**/v1/preferences*', (route) => route.fulfill({ json: preferences }));
    const fetched = new Set<string>();
    stage.page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (/widgets.*[.]js$/.test(pathname)) fetched.add(basename(pathname));
    });
    await stage.visit('custom element', visit);
    await stage.page.getByRole('button').last().waitFor();
    await play();
    await stage.page.waitForLoadState('networkidle');
    expect([...fetched].toSorted()).toEqual(['widgets.js', ...stories[name]].toSorted());
  },
);
