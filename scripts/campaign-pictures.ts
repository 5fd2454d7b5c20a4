import type { RunningBeckon } from '@beckon/test-setup/start-beckon';
import type { Mail, ResponseOf } from '../packages/contract/src/index.ts';

type DevelopmentFacts = RunningBeckon['dev'];
export type Call = <T>(path: string, body?: object, key?: string) => Promise<T>;

// Requests of a program that names none count as made by a machine.
const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

/**
 * A draft, a campaign with a test that was sent and read, and one that is being sent slowly.
 * @param call the API with the key of the shop's server
 * @returns the ids of the draft and of the one that was sent
 */
export async function makeCampaigns(dev: DevelopmentFacts, call: Call): Promise<{ draft: string; sent: string }> {
  await writeMessage(call);
  const audience = { include: [{ kind: 'segment', segment: 'newsletter' }] };
  const sent = await launch(call, 'Spring news', {
    message: 'spring_news',
    audience,
    test: {
      variations: [
        { key: 'a', name: 'Plain' },
        { key: 'b', name: 'Question', override: { subjects: { en: 'Is it spring where you are?' } } },
      ],
      share: 100,
      metric: 'clicks',
    },
  });
  await readMails(dev, call, sent);
  await launch(call, 'Weekend sale', { message: 'spring_news', audience, throttle: { max: 40, seconds: 3_600 } });
  const { id: draft } = await call<ResponseOf<'createCampaign'>>('/api/v1/campaigns', {
    name: 'Summer preview',
    definition: {
      message: 'spring_news',
      audience: { ...audience, exclude: [{ kind: 'did_not_open', campaign: sent }] },
      schedule: { kind: 'local', at: '2035-06-01T09:00' },
    },
  });
  return { draft, sent };
}

async function writeMessage(call: Call): Promise<void> {
  const { id, version } = await call<ResponseOf<'createMessage'>>('/api/v1/messages', {
    key: 'spring_news',
    name: 'Spring news',
    channel: 'email',
    category: 'marketing',
    contents: {
      en: {
        subject: 'Spring is here',
        body: '<mj-text>New stools for the garden.</mj-text><mj-button href="{{ shop.url }}">See them</mj-button>',
      },
    },
  });
  await call(`/api/v1/messages/${id}/publish`, { version });
}

async function launch(call: Call, name: string, definition: object): Promise<string> {
  const { id, version } = await call<ResponseOf<'createCampaign'>>('/api/v1/campaigns', { name, definition });
  await call(`/api/v1/campaigns/${id}/launch`, { version });
  return id;
}

/** Waits until the campaign was sent, opens every second mail, and follows the link of every sixth. */
async function readMails(dev: DevelopmentFacts, call: Call, campaign: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const { status } = await call<ResponseOf<'readCampaign'>>(`/api/v1/campaigns/${campaign}`);
    if (status === 'sent') break;
    if (tries === 120) throw new Error('the campaign was not sent');
    await pause(500);
  }
  // Sooner after the sending, a program would have opened them.
  await pause(3_500);
  const answer = await fetch(dev.mailboxUrl, { headers: { accept: 'application/json' } });
  const { data } = (await answer.json()) as { data: Mail[] };
  const mails = data.filter(({ subject }) => /spring/i.test(subject));
  for (const [index, { html }] of mails.entries()) {
    const ask = async (link: RegExp) => {
      const found = link.exec(html ?? '')?.[1]?.replaceAll('&amp;', '&');
      if (found) await fetch(found, { redirect: 'manual', headers: { 'user-agent': userAgent } });
    };
    if (index % 2 === 0) await ask(/src="([^"]+\/o\/[^"]+)"/);
    if (index % 6 === 0) await ask(/href="([^"]+)"[^>]*>\s*See them/);
  }
  // When it is decided that persons made these requests.
  await pause(20_000);
  const events = mails
    .filter((_, index) => index % 18 === 0)
    .map(({ to }, index) => ({
      id: `orders after the news ${index}`,
      type: 'placed_order',
      email: to,
      properties: { orderId: `news ${index}`, total: 8_900 + 1_250 * index, currency: 'USD' },
    }));
  await call('/api/v1/events', { events }, dev.secretKey);
  const day = new Date().toISOString().slice(0, 10);
  await call('/api/v1/costs', { campaignId: campaign, amount: 12_000, currency: 'USD', category: 'email', day });
  // When the orders are attributed.
  await pause(15_000);
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
