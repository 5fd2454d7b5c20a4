import { expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { seedSamplesCommand } from './seed-samples.ts';

test('sample data is refused in production', async () => {
  const config = { ...readConfig({}), mode: 'production' as const };
  await expect(seedSamplesCommand(config, { contacts: 1, events: 1 })).rejects.toThrow(
    'must not be added in production',
  );
});
