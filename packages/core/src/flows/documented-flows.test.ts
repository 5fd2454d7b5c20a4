import { readFile } from 'node:fs/promises';
import { flowDefinitionSchema } from '@beckon/contract';
import { expect, test } from 'vitest';
import { createTestContext } from '../testing/index.ts';
import { createFlow, libraryFlows } from './index.ts';

const { ctx, newTenant } = await createTestContext();
const page = await readFile(new URL('../../../../docs/marketing/flows.md', import.meta.url), 'utf8');

test('the definitions on the page about flows can be saved', async () => {
  const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)]
    .map(([, text]) => JSON.parse(text!))
    .filter((example) => 'steps' in example);
  expect(examples.length).toBeGreaterThan(0);
  const tenant = await newTenant();
  for (const example of examples) {
    const definition = flowDefinitionSchema.parse(example);
    expect(await createFlow(ctx, tenant.id, { name: 'Example', description: '', definition })).toMatchObject({
      status: 'draft',
    });
  }
});

test('the page names every flow of the library', () => {
  const named = [...page.matchAll(/^\| `(\w+)` \| .*$/gm)].map(([, key]) => key);
  for (const { key } of libraryFlows) expect(named).toContain(key);
});
