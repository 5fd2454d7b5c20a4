import { type Endpoint, endpoints, problems, problemsOf, takesIdempotencyKey } from '@beckon/contract';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app } = await createTestApi();
type Operation = {
  operationId: string;
  parameters: { name: string; in: string; required: boolean; description?: string; example?: string }[];
  responses: Record<string, { description: string; content: object; headers?: object }>;
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

test('the header Idempotency-Key and its errors are described for each call that takes it', () => {
  for (const { operationId, parameters, responses } of operations) {
    const endpoint: Endpoint = endpoints[operationId as keyof typeof endpoints];
    const header = parameters.find(({ name }) => name === 'Idempotency-Key');
    const described = JSON.stringify(responses);
    const codes = [...problemsOf(endpoint)].filter((code) => code.includes('idempotency'));
    expect(codes.length, operationId).toBe(takesIdempotencyKey(endpoint) ? 5 : 0);
    expect(header !== undefined, operationId).toBe(codes.length > 0);
    expect(described.includes('Idempotent-Replayed'), operationId).toBe(codes.length > 0);
    for (const code of codes) expect(responses[problems[code].status]!.description).toContain(`\`${code}\``);
    if (!header) continue;
    expect(header).toMatchObject({ in: 'header', required: false, schema: { maxLength: 255 } });
    expect(header.example).toMatch(/^[0-9a-f-]{36}$/);
    if (endpoint.afterCrash) expect(header.description).toContain(endpoint.afterCrash);
  }
});

test('the page to read shows every call, without a script', async () => {
  const page = await (await app.request('/docs')).text();
  for (const { path } of operations) expect(page).toContain(path);
  expect(page).not.toContain('<script');
});

/** What the app answers besides the calls of the API, and why it is not in the table. */
const besides = [
  /^GET \/(health\/(live|ready)|metrics)$/, // for operators: docs of the runbooks
  /^GET \/(docs|openapi\.json|reference\.css|pages\.css|\*)$/, // pages and files
  /^(GET|POST) \/[cnuwpe]\/:token$/, // links in mails, for people
  /^GET \/(l\/:id|o\/:token)$/, // links and images of marketing mails
  /^(GET|POST) \/s\/:code$/, // short links in SMS
  /^(GET|POST) \/(account|set-up)\/:token$/, // one-time links, for users
  /^(GET|POST) \/api\/auth\/\*$/, // sign-in of the admin app
  /^POST \/v1\/m$/, // figures of Segment's SDK about itself: dropped
  /^OPTIONS \/v1\//, // preflights
];

test('every route of the app is in the table of calls, and every call of the table has its route', () => {
  const routes = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`);
  const calls = Object.values<Endpoint>(endpoints).flatMap(({ method, path, shortPath }) =>
    [path, ...(shortPath ? [shortPath] : [])].map(
      (each) => `${method.toUpperCase()} ${each.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    ),
  );
  const own = routes.filter((route) => !besides.some((pattern) => pattern.test(route)));
  expect([...new Set(own)].toSorted()).toEqual(calls.toSorted());
  for (const pattern of besides)
    expect(
      routes.some((route) => pattern.test(route)),
      `${pattern}`,
    ).toBe(true);
});

test("a call of Segment's names its short path and its key", async () => {
  const track = operations.find(({ operationId }) => operationId === 'segmentTrack');
  expect(track).toMatchObject({
    path: '/v1/track',
    summary: expect.stringContaining('`/v1/t`'),
    security: [{ segmentKey: [] }],
    requestBody: { content: { 'application/json': { schema: { required: ['event'] } } } },
  });
  const page = await (await app.request('/docs')).text();
  expect(page).toContain('id="segmentTrack"');
});
