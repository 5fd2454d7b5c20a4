import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mail } from '@beckon/contract';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** Mails kept; the oldest go first. */
const capacity = 500;
const largestMail = 10_000_000;

export type Mailbox = {
  smtpUrl: string;
  list(): Promise<Mail[]>;
  read(id: string): Promise<Mail | null>;
  clear(): Promise<void>;
  /** Deletes all mails to an address. */
  forget(address: string): Promise<void>;
  close(): Promise<void>;
};

/** The development mailbox: a real SMTP server on the loopback interface that keeps what it gets and sends nothing on. */
export async function openMailbox(dir: string): Promise<Mailbox> {
  await mkdir(dir, { recursive: true });
  const files = async () => (await readdir(dir)).filter((name) => name.endsWith('.eml')).sort();

  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: largestMail,
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        const to = session.envelope.rcptTo.map((address) => address.address).join(', ');
        keep(Buffer.concat(chunks), to).then(() => done(), done);
      });
    },
  });

  async function keep(mail: Buffer, to: string): Promise<void> {
    const receivedAt = new Date();
    const id = `${receivedAt.toISOString().replace(/\D/g, '')}-${randomUUID().slice(0, 8)}`;
    await writeFile(join(dir, `${id}.eml`), Buffer.concat([Buffer.from(`X-Beckon-Envelope-To: ${to}\r\n`), mail]), {
      mode: 0o600,
    });
    const names = await files();
    for (const name of names.slice(0, Math.max(0, names.length - capacity))) await rm(join(dir, name), { force: true });
  }

  async function parse(name: string): Promise<Mail> {
    const mail = await PostalMime.parse(await readFile(join(dir, name)));
    const header = (key: string) => mail.headers.find((entry) => entry.key === key)?.value;
    const id = name.slice(0, -'.eml'.length);
    return {
      id,
      from: mail.from?.name ? `${mail.from.name} <${mail.from.address}>` : (mail.from?.address ?? ''),
      to: header('x-beckon-envelope-to') ?? '',
      subject: mail.subject ?? '',
      receivedAt: timeOf(id),
      html: mail.html ?? null,
      text: mail.text ?? null,
      headers: mail.headers
        .filter((entry) => entry.key !== 'x-beckon-envelope-to')
        .map((entry) => ({ name: entry.originalKey, value: entry.value })),
    };
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  server.on('error', () => {});
  const { port } = server.server.address() as { port: number };

  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    list: async () => Promise.all((await files()).reverse().map(parse)),
    read: async (id) => (/^[\w-]+$/.test(id) && (await files()).includes(`${id}.eml`) ? parse(`${id}.eml`) : null),
    clear: async () => {
      for (const name of await files()) await rm(join(dir, name), { force: true });
    },
    forget: (address) => forgetMails(dir, address),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Deletes the mails to an address, also of a mailbox that is not open. */
export async function forgetMails(dir: string, address: string): Promise<void> {
  const names = await readdir(dir).catch(() => []);
  for (const name of names.filter((name) => name.endsWith('.eml'))) {
    const mail = await readFile(join(dir, name), 'utf8').catch(() => '');
    const [envelope = ''] = mail.split('\r\n', 1);
    const to = envelope.slice(envelope.indexOf(':') + 1).toLowerCase();
    if (to.split(',').some((one) => one.trim() === address)) await rm(join(dir, name), { force: true });
  }
}

/** The name of the file begins with the time of receipt: 20261121120000000. */
function timeOf(id: string): string {
  const [, year, month, day, hour, minute, second, fraction] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})/.exec(id) ?? [];
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}Z`;
}
