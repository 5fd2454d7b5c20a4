import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export type MailSink = {
  /** For `SMTP_URL`. */
  url: string;
  /** The mails that were accepted, in the order of their acceptance. */
  mails: { to: string; messageId: string }[];
  close(): void;
};

/**
 * A mail server in the process of the test, so that it outlives the product.
 * @param latency milliseconds between the end of a mail and its acceptance
 */
export async function startMailSink(latency = 0): Promise<MailSink> {
  const mails: MailSink['mails'] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    const answer = (line: string) => void socket.write(`${line}\r\n`);
    let to = '';
    let mail: string | null = null;
    let rest = '';
    const take = (line: string) => {
      if (mail === null) {
        if (/^RCPT TO:/i.test(line)) to = /<(.*)>/.exec(line)![1]!;
        if (/^DATA/i.test(line)) mail = '';
        answer(mail === '' ? '354 go on' : /^QUIT/i.test(line) ? '221 bye' : '250 ok');
      } else if (line === '.') {
        const accepted = { to, messageId: /^Message-ID: <(.*)>/im.exec(mail)![1]! };
        mail = null;
        void pause(latency).then(() => {
          mails.push(accepted);
          answer('250 accepted');
        });
      } else mail += `${line}\n`;
    };
    answer('220 ready');
    socket.on('data', (bytes) => {
      rest += bytes.toString('latin1');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        take(rest.slice(0, end));
        rest = rest.slice(end + 2);
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
