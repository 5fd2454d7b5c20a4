import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync, inflateSync } from 'node:zlib';
import type { Peer } from './peers.ts';

/** The name of the event with this number, which identifies it in requests. */
export const eventName = (number: number) => `bench_event_${number}`;
const isEventName = (value: unknown) => typeof value === 'string' && /^bench_event_\d+$/.test(value);

/** The response of a server that accepts everything, for any of the trackers. */
const friendly = { status: 1, success: true, code: 200, ok: true, config: {}, featureFlags: {}, integrations: {} };

/**
 * What arrived: distinct events, repeated transmissions, and duplicates that a server that knows the ids would still
 * count.
 */
export type Tally = { delivered: number; repeats: number; doubled: number };

/**
 * Acts as the server of every tracker: on another origin than the shop, with a delay of 100 ms for each response and
 * preflight. It parses each tracker's request format and finds the events by name.
 */
export class Collector {
  static readonly distance = 100;
  /** Responds 503 and accepts nothing. */
  isFailing = false;
  requests = 0;
  preflights = 0;
  bytes = 0;
  readonly url: string;
  readonly #server: ReturnType<typeof createServer>;
  /** By event: the id of each time it arrived; undefined if the tracker sends none. */
  readonly #received = new Map<string, (string | undefined)[]>();

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async open(peer: Pick<Peer, 'answers'>): Promise<Collector> {
    const server = createServer(async (request, response) => {
      const headers = {
        'access-control-allow-origin': request.headers.origin ?? '*',
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'GET, POST, PUT',
        'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
        'cross-origin-resource-policy': 'cross-origin',
        'content-type': 'application/json',
      };
      // A closing page may abort the request.
      const content = await readAll(request).catch(() => null);
      if (content === null) return;
      const isPreflight = request.method === 'OPTIONS';
      if (isPreflight) collector.preflights++;
      const isTaken = isPreflight || collector.#take(request.url!, content, request.headers);
      await pause(Collector.distance);
      const body = peer.answers?.path.test(request.url!) ? peer.answers.body : friendly;
      response.writeHead(isPreflight ? 204 : isTaken ? 200 : 503, headers);
      response.end(isPreflight ? undefined : JSON.stringify(isTaken ? body : {}));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const collector = new Collector(server);
    return collector;
  }

  /** False if the sender should try again. */
  #take(url: string, body: Buffer, headers: IncomingHttpHeaders): boolean {
    const events = readTexts(url, body, headers).flatMap(eventsIn);
    if (events.length === 0) return true;
    this.requests++;
    this.bytes += body.length || url.length;
    if (this.isFailing) return false;
    for (const { name, id } of events) this.#received.set(name, [...(this.#received.get(name) ?? []), id]);
    return true;
  }

  tally(): Tally {
    const tally = { delivered: this.#received.size, repeats: 0, doubled: 0 };
    for (const ids of this.#received.values()) {
      const known = new Set(ids.filter((id) => id !== undefined));
      tally.repeats += ids.length - 1;
      tally.doubled += known.size + ids.filter((id) => id === undefined).length - 1;
    }
    return tally;
  }

  /** Waits until this many events have arrived, at most `milliseconds`. */
  async until(delivered: number, milliseconds: number): Promise<void> {
    for (const end = performance.now() + milliseconds; performance.now() < end; await pause(20)) {
      if (this.#received.size >= delivered) return;
    }
  }

  /** Waits until this many events have arrived, or none for `quiet` milliseconds. */
  async untilStill(delivered: number, quiet: number): Promise<void> {
    for (let before = -1; before < this.#received.size && this.#received.size < delivered; ) {
      before = this.#received.size;
      await this.until(before + 1, quiet);
    }
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The JSON texts in a request: the body, or the field `data` of a form or query string, plain or as base64. */
function readTexts(url: string, body: Buffer, headers: IncomingHttpHeaders): string[] {
  const isGzip = body[0] === 0x1f && body[1] === 0x8b;
  const plain = isGzip ? gunzipSync(body) : headers['content-encoding'] === 'deflate' ? inflateSync(body) : body;
  const text = plain.toString('utf8');
  const fields = [new URLSearchParams(text), new URL(url, 'http://collector').searchParams].map((all) =>
    all.get('data'),
  );
  return [text, ...fields.flatMap((data) => (data ? [data, Buffer.from(data, 'base64').toString('utf8')] : []))];
}

type SeenEvent = { name: string; id: string | undefined };

function eventsIn(text: string): SeenEvent[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  return [...findEvents(value)];
}

/** Objects that contain an event's name as a member, at any depth. */
function* findEvents(value: unknown): Generator<SeenEvent> {
  if (value === null || typeof value !== 'object') return;
  const name = Object.values(value).find(isEventName);
  if (name) yield { name, id: idOf(value) };
  else for (const part of Object.values(value)) yield* findEvents(part);
}

/** The fields in which the trackers send the id by which their servers detect repeats. */
const idNames = ['id', 'messageId', 'uuid', 'insert_id', '$insert_id'];

function idOf(event: object): string | undefined {
  const members: Record<string, unknown> = { ...('properties' in event ? (event.properties as object) : {}), ...event };
  const name = idNames.find((candidate) => typeof members[candidate] === 'string');
  return name && `${members[name]}`;
}
