import { pause } from '@beckon/tracker/testing';
import { expect, test } from 'vitest';
import { openStage } from './testing/stage.ts';

const stage = openStage('newsletter');

/** The popup opens when the shopper leaves this page. */
const long = '<div style="height:4000px">Much to read</div>';

test('a popup is painted within 50 ms of its trigger at a quarter of the speed, and moves nothing', async () => {
  const measure = async () => {
    const devtools = await stage.context.newCDPSession(stage.page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    const measured = await stage.page.evaluate(async () => {
      let shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shift += (entry as never as { value: number }).value;
      }).observe({ type: 'layout-shift', buffered: true });
      const element = document.querySelector('beckon-newsletter') as Element;
      const start = performance.now();
      document.documentElement.dispatchEvent(new MouseEvent('mouseleave', { clientY: -1 }));
      while (!element.shadowRoot?.querySelector('dialog[open]')) await new Promise((resolve) => setTimeout(resolve));
      // A frame begins, and the next task comes after its paint.
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return { paint: performance.now() - start, shift };
    });
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    return measured;
  };
  const measured = [];
  await stage.visit('custom element', { attributes: 'format="popup" exit', below: long });
  for (let visit = 0; visit < 5; visit++) {
    await stage.page.reload();
    await pause(1_000);
    measured.push(await measure());
  }
  // The best of five: the others measure who else is on the machine.
  const paints = measured.map(({ paint }) => Math.round(paint)).sort((a, b) => a - b);
  console.info(`popup painted after ${paints} ms at 4x throttling`);
  expect(paints[0]).toBeLessThan(50);
  expect(Math.max(...measured.map(({ shift }) => shift))).toBe(0);
});
