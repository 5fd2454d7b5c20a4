import { endpoints } from '@beckon/contract';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app } = await createTestApi();
type Operation = {
  operationId: string;
  parameters: { name: string; in: string; required: boolean }[];
  responses: Record<string, { description: string; content: object }>;
};
type Document = { openapi: string; info: { version: string }; paths: Record<string, Record<string, Operation>> };
const document = (await (await app.request('/openapi.json')).json()) as Document;
const operations = Object.entries(document.paths).flatMap(([path, byMethod]) =>
  Object.entries(byMethod).map(([method, operation]) => ({ path, method, ...operation })),
);

test('it names its version, and every call of the contract once', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(document.info.version).toBe('1.2.3');
  expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(Object.keys(endpoints).toSorted());
});

test('every reference in it leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]!);
  expect(references.length).toBeGreaterThan(10);
  for (const reference of references) {
    const steps = reference.replace(/^#\//, '').split('/');
    const found = steps.reduce<unknown>(
      (value, step) => (value as Record<string, unknown> | undefined)?.[step],
      document,
    );
    expect(found, reference).toBeDefined();
  }
});

test.each(operations)('$method $path is answered by the app', async ({ path, method, responses, parameters }) => {
  const answer = await app.request(path.replace('{id}', 'x'), { method: method.toUpperCase() });
  // Without a key, an id or a body it is refused, in one of the ways it names.
  expect(answer.status).not.toBe(404);
  expect(Object.keys(responses)).toContain(String(answer.status));
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(inPath);
  for (const response of Object.values(responses)) expect(response.description).not.toBe('');
});

test('the page to read shows every call, without a script', async () => {
  const page = await (await app.request('/docs')).text();
  for (const { path } of operations) expect(page).toContain(path);
  expect(page).not.toContain('<script');
});
