import { createAltcha, createDns, createHcaptcha, createTurnstile, createWebhookSender } from '@beckon/adapters';
import { deriveKey } from '@beckon/core/lib';
import type { CaptchaSetting, Context, Db, Log, SenderRegistry } from '@beckon/core/ports';
import type { CaptchaConfig } from './config.ts';
import type { InstallationKeys } from './keys.ts';
import { clock, ids, random } from './system.ts';

/** Puts together what domain code works with. */
export function createContext(parts: {
  db: Db;
  log: Log;
  keys: InstallationKeys;
  senders: SenderRegistry;
  captcha: CaptchaConfig;
  /** Origins in the operator's own network that webhooks may call. */
  webhookOrigins?: readonly string[];
  publicUrl: string;
}): Context {
  return {
    db: parts.db,
    clock,
    ids,
    random,
    log: parts.log,
    secrets: parts.keys.secrets,
    adapters: {
      senderOf: async (tenantId, channel) => parts.senders[channel](tenantId),
      captcha: openCaptcha(parts.captcha, parts.keys.rootSecret),
      dns: createDns(),
      webhooks: createWebhookSender({ clock, localOrigins: parts.webhookOrigins ?? [] }),
    },
    publicUrl: parts.publicUrl,
  };
}

const vendors = { turnstile: createTurnstile, hcaptcha: createHcaptcha };

function openCaptcha({ vendor, fallback }: CaptchaConfig, rootSecret: string): CaptchaSetting {
  const builtIn = createAltcha({ secret: deriveKey(rootSecret, 'proof of work'), clock, random });
  return { chosen: vendor ? vendors[vendor.kind](vendor) : builtIn, builtIn, fallback };
}
