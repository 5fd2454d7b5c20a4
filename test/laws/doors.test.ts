import { expect, test } from 'vitest';
import { isTest, readSources } from './sources.ts';

const folders = ['packages/core/src', 'packages/edge-api/src', 'packages/worker/src', 'apps/server/src'];
const sources = (await Promise.all(folders.map((folder) => readSources(folder, /\.ts$/))))
  .flat()
  .filter(({ path }) => !isTest(path));

/** Functions that send messages or write to the log, and every file that uses them: a new user must be added here. */
const doors: [what: string, use: RegExp, files: string[]][] = [
  [
    'a message leaves by a sender of mail, SMS or push',
    /\.send(\?\.)?\(/,
    // `dispatch.ts` sends what the others have prepared, after the gate.
    [
      'packages/core/src/messages/channels.ts',
      'packages/core/src/messages/dispatch.ts',
      // Writes to users of the shop, not to contacts.
      'packages/core/src/messages/mail-user.ts',
      'packages/core/src/messages/push.ts',
      'packages/core/src/messages/sms.ts',
      // Sends to users who look at a message, not to contacts.
      'packages/core/src/messages/test-message.ts',
    ],
  ],
  ['what is sent has passed the gate', /(?<!function )\bpassGate\(/, ['packages/core/src/messages/dispatch.ts']],
  [
    'events of requests reach the log through the appender',
    /(?<!headers)\.append\(/,
    ['packages/core/src/collect/collect.ts'],
  ],
  [
    'rows are written into the log by few',
    /(?<!function )\bwriteToLog\(/,
    [
      // Replaying a quarantined event closes the entry in the same transaction.
      'packages/core/src/collect/quarantine.ts',
      'packages/core/src/log/appender.ts',
      'packages/core/src/log/own-event.ts',
      'packages/core/src/log/quarantine-logged.ts',
    ],
  ],
];

test.each(doors)('%s', (_, use, files) => {
  const found = sources.filter(({ text }) => use.test(text)).map(({ path }) => path);
  expect(found.sort()).toEqual(files);
});
