import { describe, expect, test } from 'vitest';
import { pause } from './testing/shop.ts';
import { context, goOnIn, isCollected, page, reopen, shop, storage, visit } from './testing/visit.ts';

describe('delivery', () => {
  test('the first event is at the server within 300 ms', async () => {
    await visit();
    await isCollected('page_viewed');
    const clickedAt = await page.evaluate(() => {
      window.beckon.track('clicked');
      return Date.now();
    });
    await isCollected('clicked');
    expect((shop.received.at(-1)?.at ?? 0) - clickedAt).toBeLessThan(300);
  });

  test('two hundred events of one moment are at most four requests, each once', async () => {
    await visit({ attributes: 'data-consent="granted" data-auto="off"' });
    await page.evaluate(() => {
      for (let i = 0; i < 200; i++) window.beckon.track('tick', { i, text: 'x'.repeat(500) });
    });
    await isCollected('tick', 200);
    await pause(200);
    expect(shop.events('tick').map(({ properties }) => properties.i)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    expect(shop.received.length).toBeLessThanOrEqual(4);
    for (const { body } of shop.received) expect(body.length).toBeLessThan(60_000);
  });

  test('unsent events are sent by beacon when the page closes', async () => {
    await visit();
    await isCollected('page_viewed');
    await page.evaluate(() => {
      for (let i = 0; i < 50; i++) window.beckon.track('last_words', { i });
    });
    await page.close({ runBeforeUnload: true });
    await isCollected('last_words', 50);
    await reopen();
  });

  test('events tracked offline are sent when the browser is online again', async () => {
    await visit();
    await isCollected('page_viewed');
    await context.setOffline(true);
    await page.evaluate(() => window.beckon.track('offline_thought'));
    await pause(300);
    expect(shop.events('offline_thought')).toEqual([]);
    const next = await context.newPage();
    await Promise.all([page.waitForEvent('close'), page.close({ runBeforeUnload: true })]);
    await context.setOffline(false);
    goOnIn(next);
    await page.goto(`${shop.url}/return`);
    await isCollected('offline_thought');
    await pause(200);
    expect(new Set(shop.events('offline_thought').map(({ id }) => id)).size).toBe(1);
    expect(JSON.parse(await storage())).not.toMatchObject({ beckon: expect.stringContaining('\n') });
  });

  test('a server that asks to wait is given the time it asks for', async () => {
    await visit({ attributes: 'data-consent="granted" data-auto="off"' });
    shop.answer = () => ({ status: 503, headers: { 'retry-after': '1' } });
    await page.evaluate(() => window.beckon.track('patient'));
    await isCollected('patient');
    shop.answer = () => ({ status: 202 });
    await page.evaluate(() => window.beckon.track('later'));
    await isCollected('later');
    const [first, second, ...rest] = shop.received;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(2_500);
    expect(rest).toEqual([]);
    expect(shop.events('patient').map(({ id }) => id)).toHaveLength(2);
    expect(new Set(shop.events('patient').map(({ id }) => id)).size).toBe(1);
  });

  test('what waits is sent at once by flush', async () => {
    await visit({ attributes: 'data-consent="granted" data-auto="off"' });
    shop.answer = () => ({ status: 503, headers: { 'retry-after': '60' } });
    await page.evaluate(() => window.beckon.track('impatient'));
    await isCollected('impatient');
    shop.answer = () => ({ status: 202 });
    await pause(300);
    expect(shop.received).toHaveLength(1);
    await page.evaluate(() => window.beckon.flush());
    await isCollected('impatient', 2);
    expect(JSON.parse(await storage())).not.toMatchObject({ beckon: expect.stringContaining('\n') });
  });

  test.each([
    [0, 550, 1_050, 2_050],
    [0.5, 675, 1_300, 2_550],
    [1, 800, 1_550, 3_050],
  ])('it is tried again later each time, by chance up to half as much more: %d', async (chance, ...expected) => {
    await page.addInitScript((chance) => {
      Math.random = () => chance;
      const { setTimeout } = window;
      const delays: number[] = [];
      Object.assign(window, { delays });
      // Ten times as fast.
      window.setTimeout = ((run: () => void, delay = 0) => {
        if (delay > 100) delays.push(delay);
        return setTimeout(run, delay / 10);
      }) as never;
    }, chance);
    await visit({ attributes: 'data-consent="granted" data-auto="off"' });
    shop.answer = () => ({ status: 503 });
    await page.evaluate(() => window.beckon.track('patient'));
    await isCollected('patient', 4);
    const delays = await page.evaluate(() => (window as never as { delays: number[] }).delays);
    expect(delays.slice(0, 3)).toEqual(expected);
  });

  test('a refused batch is dropped and reported, and the next one goes on', async () => {
    await visit({ attributes: 'data-consent="granted" data-auto="off"' });
    shop.answer = () => ({ status: 403 });
    const problem = page.evaluate(
      () =>
        new Promise((resolve) => {
          window.beckon.on('error', ({ status }) => resolve({ status }));
          window.beckon.track('unwelcome');
        }),
    );
    expect(await problem).toEqual({ status: 403 });
    shop.answer = () => ({ status: 202 });
    await page.evaluate(() => window.beckon.track('welcome'));
    await isCollected('welcome');
    expect(shop.events('unwelcome')).toHaveLength(1);
  });

  test('two tabs lose nothing, and what both send has one id', async () => {
    await visit();
    const other = await context.newPage();
    await other.goto(shop.url);
    await isCollected('page_viewed', 2);
    await Promise.all(
      [page, other].map((tab) =>
        tab.evaluate(async () => {
          for (let i = 0; i < 20; i++) {
            window.beckon.track('tick');
            await new Promise((resolve) => setTimeout(resolve, 10));
          }
        }),
      ),
    );
    await isCollected('tick', 40);
    await pause(300);
    expect(new Set(shop.events('tick').map(({ id }) => id)).size).toBe(40);
    expect(JSON.parse(await storage())).not.toMatchObject({ beckon: expect.stringContaining('\n') });
  });

  describe('of two tabs', () => {
    /** A tab whose request the server does not answer, and another one. */
    const openTwo = async () => {
      await visit({ attributes: 'data-consent="granted" data-auto="off"' });
      const other = await context.newPage();
      await other.goto(shop.url);
      let answer: () => void = () => {};
      shop.answer = () => new Promise((resolve) => (answer = () => resolve({ status: 202 })));
      await page.bringToFront();
      await page.evaluate(() => window.beckon.track('first'));
      await isCollected('first');
      await other.evaluate(() => window.beckon.track('second'));
      await pause(400);
      expect(shop.events('second')).toEqual([]);
      return { other, answer: () => answer() };
    };

    test('one sends at a time, and each event is sent once', async () => {
      const { answer } = await openTwo();
      shop.answer = () => ({ status: 202 });
      answer();
      await isCollected('second');
      await pause(300);
      expect(shop.events().map(({ type }) => type)).toEqual(['first', 'second']);
    });

    test('the other goes on when the one that sends is closed', async () => {
      const { other } = await openTwo();
      shop.answer = () => ({ status: 202 });
      await page.close();
      goOnIn(other);
      await isCollected('second');
    });

    test('the one that waits hands over at once when it is left', async () => {
      const { other } = await openTwo();
      await other.close({ runBeforeUnload: true });
      await isCollected('second');
    });

    test('one that hangs holds the other up for nine seconds and no longer', async () => {
      await openTwo();
      await pause(6_000);
      expect(shop.events('second')).toEqual([]);
      await isCollected('second');
    });

    test('both send where there are no locks', async () => {
      await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'locks', { value: undefined }));
      await visit({ attributes: 'data-consent="granted" data-auto="off"' });
      shop.answer = () => new Promise(() => {});
      await page.evaluate(() => window.beckon.track('first'));
      await isCollected('first');
      shop.answer = () => ({ status: 202 });
      await reopen();
      await page.goto(shop.url);
      await page.waitForFunction(() => window.beckon?.anonymousId());
      await page.evaluate(() => window.beckon.track('second'));
      await isCollected('second');
    });
  });
});
