import bowser from 'bowser';
import { isbot } from 'isbot';
import { LRUCache } from 'lru-cache';

/** What is kept of a user agent. Its full text identifies browsers too well and is never stored in the log. */
export type ClientFacts = {
  device?: 'desktop' | 'mobile' | 'tablet' | 'tv' | 'bot';
  browser?: string;
  /** Major versions only. */
  browserVersion?: string;
  os?: string;
  osVersion?: string;
};

export type Client = { facts: ClientFacts; isBot: boolean };

const remembered = 1_000;
/** Longer user agents are fabricated and make the regular expressions slow. */
const longest = 400;
const known = new LRUCache<string, Client>({ max: remembered });

/**
 * Reduces a user agent to device, browser and system, and detects bots. Takes about 11 us. The last thousand results
 * are cached, since a shop's visitors share a few hundred user agents.
 */
export function readClient(userAgent: string): Client {
  const text = userAgent.slice(0, longest);
  const before = known.get(text);
  if (before) return before;
  const client = { facts: reduce(text), isBot: isbot(text) };
  known.set(text, client);
  return client;
}

function reduce(text: string): ClientFacts {
  if (text === '') return {};
  const { browser, os, platform } = bowser.parse(text);
  const facts: Record<keyof ClientFacts, string | undefined> = {
    device: platform.type,
    browser: browser.name,
    browserVersion: major(browser.version),
    os: os.name,
    // Windows reports NT 10.0, which is Windows 10.
    osVersion: os.name === 'Windows' ? os.versionName : os.name === 'macOS' ? undefined : major(os.version),
  };
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => (value ? [[name, value.slice(0, 60).toWellFormed()]] : [])),
  );
}

/** All current macOS browsers report 10.15, whatever the actual version. */
function major(version: string | undefined): string | undefined {
  return /^\d{1,6}/.exec(version ?? '')?.[0];
}
