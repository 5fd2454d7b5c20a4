import { readFile } from 'node:fs/promises';
import { segmentDefinitionSchema } from '@beckon/contract';
import { expect, test } from 'vitest';
import { createTestContext } from '../testing/index.ts';
import { countMatches } from './find-matches.ts';

const { ctx, newTenant } = await createTestContext();

test('the filters on the page about segments can be evaluated', async () => {
  const page = await readFile(new URL('../../../../docs/marketing/segments.md', import.meta.url), 'utf8');
  const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => JSON.parse(text!));
  expect(examples.length).toBeGreaterThan(6);
  const tenant = await newTenant();
  for (const example of examples) {
    const definition = 'version' in example ? example : { version: 1, filter: example };
    const { filter } = segmentDefinitionSchema.parse(definition);
    expect(await countMatches(ctx, tenant.id, filter)).toBe(0);
  }
});
