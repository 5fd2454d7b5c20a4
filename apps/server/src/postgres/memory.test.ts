import { expect, test } from 'vitest';
import { memorySettings, readMemory } from './memory.ts';

const gigabyte = 2 ** 30;
const reading = (files: Record<string, string>) => (path: string) => Promise.resolve(files[path] ?? null);

test('a machine without limits may be used as it is', async () => {
  expect(await readMemory(reading({}), 8 * gigabyte)).toBe(8 * gigabyte);
  const unlimited = { '/proc/self/cgroup': '0::/user.slice\n', '/sys/fs/cgroup/user.slice/memory.max': 'max\n' };
  expect(await readMemory(reading(unlimited), 8 * gigabyte)).toBe(8 * gigabyte);
});

test('a container is as large as its limit, wherever above it that stands', async () => {
  const inside = { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/memory.max': '1073741824\n' };
  expect(await readMemory(reading(inside), 8 * gigabyte)).toBe(gigabyte);
  const parent = {
    '/proc/self/cgroup': '0::/pod/box\n',
    '/sys/fs/cgroup/pod/box/memory.max': 'max\n',
    '/sys/fs/cgroup/pod/memory.max': '2147483648\n',
  };
  expect(await readMemory(reading(parent), 8 * gigabyte)).toBe(2 * gigabyte);
  const old = {
    '/proc/self/cgroup': '9:cpu:/x\n4:memory:/docker/1\n',
    '/sys/fs/cgroup/memory/docker/1/memory.limit_in_bytes': '536870912\n',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
  };
  expect(await readMemory(reading(old), 8 * gigabyte)).toBe(gigabyte / 2);
});

test('Postgres gets an eighth of the memory, within bounds', () => {
  const buffers = (memory: number) => memorySettings(memory)[0];
  expect(buffers(0.5 * gigabyte)).toBe('shared_buffers=128MB');
  expect(buffers(4 * gigabyte)).toBe('shared_buffers=512MB');
  expect(buffers(64 * gigabyte)).toBe('shared_buffers=2048MB');
});
