import { expect, test } from 'vitest';
import { isTest, readSources } from './sources.ts';

/** The files that may use the environment, the clock and randomness. All others receive them as parameters. */
const homes: { what: string; pattern: RegExp; home: RegExp }[] = [
  {
    what: 'process.env',
    pattern: /process\.env/,
    // A child process needs the environment.
    home: /^apps\/server\/src\/(config|build-browser|postgres\/embedded)\.ts$/,
  },
  {
    what: 'the clock',
    pattern: /Date\.now\(|new Date\(\)|performance\.now\(/,
    home: /^(apps\/server\/src\/(system|mailbox\/mailbox)\.ts|apps\/storefront\/src\/(server\/clock\.ts|client\/)|apps\/admin\/src\/|packages\/(client|tracker|widgets)\/src\/)/,
  },
  {
    what: 'chance',
    pattern: /Math\.random\(|randomUUID\(|randomBytes\(|getRandomValues\(/,
    home: /^(apps\/server\/src\/(system|installation|mailbox\/mailbox)\.ts|apps\/storefront\/src\/(server\/(clock|orders\/ids)\.ts|client\/)|packages\/(client|tracker|widgets)\/src\/)/,
  },
];

const sources = (await Promise.all([readSources('packages', /\.tsx?$/), readSources('apps', /\.tsx?$/)]))
  .flat()
  .filter(({ path }) => !isTest(path) && path.includes('/src/'));

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

test.each(homes)('$what is used only in the allowed files', ({ pattern, home }) => {
  const faults = sources
    .filter(({ path, text }) => pattern.test(withoutComments(text)) && !home.test(path))
    .map(({ path }) => path);
  expect(faults).toEqual([]);
});

test('SQL is only in core, and the database clock is used only for leases', () => {
  const statement = /\bsql`|\b(select|insert into|update|delete from)\s+[a-z_]+\s+(from|set|values|where)\b/;
  const outside = sources
    .filter(({ path, text }) => !path.startsWith('packages/core/') && statement.test(withoutComments(text)))
    .map(({ path }) => path)
    // `doctor` queries the server's settings.
    .filter((path) => path !== 'apps/server/src/commands/doctor.ts');
  expect(outside).toEqual([]);

  const clocks = sources
    .filter(({ text }) =>
      /\b(now\(\)|current_timestamp|clock_timestamp\(\))/i.test(
        withoutComments(text).replaceAll(/\w+\.now\(\)|\bnow\(\): Date/g, ''),
      ),
    )
    .map(({ path }) => path);
  const leases =
    /^packages\/core\/src\/(log\/(cursors|cluster|consumer-health|lag|tables)|queue\/(claim|wake)|idempotency\/lease|db\/(migrate|tables))\.ts$/;
  expect(clocks.filter((path) => path.startsWith('packages/core/') && !leases.test(path))).toEqual([]);
});

test('outbound requests are made by one module for addresses from data, and one for captcha vendors', () => {
  const ways = /\bfetch\(|from 'node:(https?|http2|tls)'|from 'undici'|webPush\.sendNotification/;
  const others = sources
    .filter(({ path, text }) => /^packages\/(core|adapters|worker)\//.test(path) && ways.test(withoutComments(text)))
    .map(({ path }) => path);
  expect(others).toEqual(['packages/adapters/src/egress/send-out.ts', 'packages/adapters/src/siteverify/index.ts']);
});

test('files are named after their one subject', () => {
  const vague = /(^|[/-])(utils?|helpers?|manager|service|base|common|misc)([.-]|\/)/;
  expect(sources.filter(({ path }) => vague.test(path)).map(({ path }) => path)).toEqual([]);
  expect(sources.filter(({ path }) => /\/[^/]*[A-Z_][^/]*\.tsx?$/.test(path)).map(({ path }) => path)).toEqual([]);
  // Generated from the endpoint table.
  const written = 'packages/client/src/calls.ts';
  const long = sources.filter(({ path, text }) => path !== written && text.split('\n').length > 400);
  expect(long.map(({ path }) => path)).toEqual([]);
});

test('nothing evaluates text as code or HTML', () => {
  const dangerous = /\beval\(|new Function\(|\.innerHTML\s*=|dangerouslySetInnerHTML|document\.write\(/;
  expect(sources.filter(({ text }) => dangerous.test(withoutComments(text))).map(({ path }) => path)).toEqual([]);
});

test('names are standard terms, and limits are named max…', () => {
  const literary =
    /\b(?:most[A-Z]\w*|\w*(?:[cC]alm|[pP]atient|Nobody|Somebody|Whoever|InARow|IsAway|MayBeAway|AtHome|[wW]ish)[A-Z]?\w*|inARow|takeLook|takeIn|standing)\b/;
  const faults = sources.flatMap(({ path, text }) => {
    const name = literary.exec(withoutComments(text).replaceAll(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, ''))?.[0];
    return name ? [`${path}: ${name}`] : [];
  });
  expect(faults).toEqual([]);
});
