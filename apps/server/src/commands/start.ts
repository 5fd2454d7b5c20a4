import type { Config } from '../config.ts';
import { isExposedInDevelopment } from '../exposure.ts';
import { watchLauncher } from '../launcher.ts';
import { start } from '../start.ts';

/** `beckon start`: runs until Ctrl-C or SIGTERM, then stops everything it started. */
export async function startCommand(config: Config): Promise<void> {
  const isTerminal = process.stdout.isTTY;
  const say = (line: string) => console.log(isTerminal ? `\x1b[2m${line} …\x1b[0m` : `${line} …`);
  let isStopping = false;
  const stopped = Promise.withResolvers<void>();
  let starting: ReturnType<typeof start> | undefined;
  const onSignal = () => {
    if (isStopping) return;
    isStopping = true;
    console.log('\nstopping …');
    const timer = setTimeout(() => process.exit(1), 20_000);
    timer.unref();
    Promise.resolve(starting)
      .then((server) => server?.stop())
      .then(stopped.resolve, stopped.reject);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  await watchLauncher(onSignal);
  starting = start(config, say);
  const server = await starting;
  if (!isStopping) console.log(describe(server, config));
  await stopped.promise;
  console.log('stopped');
  process.exit();
}

const exposureWarning = (host: string) => `
  WARNING: development mode listens on ${host}, so other machines can reach it.
  It has a demo shop with a known password on its screen, and warnings for developers. The mailbox asks for a sign-in.
  For the public set NODE_ENV=production; for this machine alone leave HOST out.
`;

const setUpText = (url: string) => `

  There is no shop yet. Open this link to set one up. It works once, for 24 hours:

  ${url}
`;

function describe({ dev, apiUrl, setUpUrl }: Awaited<ReturnType<typeof start>>, config: Config): string {
  if (config.role === 'worker') return 'Beckon is running (worker)';
  if (!dev) return `Beckon is running (${config.role}) at ${apiUrl}${setUpUrl ? setUpText(setUpUrl) : ''}`;
  return `${isExposedInDevelopment(config) ? exposureWarning(config.host) : ''}
  Beckon is running.

  Demo shop    ${dev.storefrontUrl}
  Admin app    ${dev.adminUrl}
               ${dev.adminEmail}
               ${dev.adminPassword}
  Mailbox      ${dev.mailboxUrl}
  Phone        ${dev.phoneUrl}
  API          ${dev.apiUrl}/docs

  Paste into a shop:
  <script async src="${dev.apiUrl}/beckon.js" data-key="${dev.writeKey}"></script>

  Ctrl-C stops everything; the data stays in ${config.dataDir}
`;
}
