import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PhoneText } from '@beckon/contract';
import type { Id } from '@beckon/core/lib';
import type { Ids, SmsSender, WallClock } from '@beckon/core/ports';

/** Texts kept; the oldest go first. */
const capacity = 500;

export type Phone = {
  /** The sender of a shop: its texts land here and go nowhere else. */
  senderOf(tenantId: Id<'ten'>): SmsSender;
  /** All texts, oldest first. */
  list(): Promise<PhoneText[]>;
  /** Notes what a shopper has answered. */
  keepAnswer(answer: Pick<PhoneText, 'tenantId' | 'number' | 'text' | 'understoodAs'>): Promise<void>;
  clear(): Promise<void>;
};

type System = { clock: WallClock; ids: Ids };

/** The development phone: a folder with one file for each text, which the processes of an installation share. */
export async function openPhone(dir: string, { clock, ids }: System): Promise<Phone> {
  await mkdir(dir, { recursive: true });

  async function keep(text: Omit<PhoneText, 'id' | 'at'>): Promise<string> {
    // In the order of their names they are in the order of time.
    const id = ids.newUuid();
    const content: PhoneText = { id, at: clock.now().toISOString(), ...text };
    await writeFile(join(dir, `${id}.json`), JSON.stringify(content), { mode: 0o600 });
    const names = await filesOf(dir);
    for (const name of names.slice(0, Math.max(0, names.length - capacity))) await rm(join(dir, name), { force: true });
    return id;
  }

  return {
    senderOf: (tenantId) => ({
      platform: 'phone',
      idempotencyWindow: 0,
      async send({ to, text }) {
        const vendorId = await keep({ tenantId, number: to, direction: 'to_shopper', text, understoodAs: null });
        return { outcome: 'sent', vendorId };
      },
      forget: (phone) => forgetTexts(dir, phone),
    }),
    list: () => readTexts(dir),
    async keepAnswer(answer) {
      await keep({ ...answer, direction: 'from_shopper' });
    },
    async clear() {
      for (const name of await filesOf(dir)) await rm(join(dir, name), { force: true });
    },
  };
}

/** Deletes the texts to and from a number, also of a phone that is not open. */
export async function forgetTexts(dir: string, number: string): Promise<void> {
  const theirs = (await readTexts(dir)).filter((text) => text.number === number);
  for (const { id } of theirs) await rm(join(dir, `${id}.json`), { force: true });
}

async function filesOf(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch(() => []);
  return names.filter((name) => name.endsWith('.json')).sort();
}

async function readTexts(dir: string): Promise<PhoneText[]> {
  const files = await Promise.all((await filesOf(dir)).map((name) => readFile(join(dir, name), 'utf8')));
  return files.map((file) => JSON.parse(file) as PhoneText);
}
