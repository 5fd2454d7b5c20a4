import type { Context } from '@beckon/core/ports';
import { inspectSenderDomain, readSenderDomain } from '@beckon/core/sender-domains';
import { listTenantIds } from '@beckon/core/tenants';

/**
 * Whether the DNS records of each shop's sender domain are as receivers want them. What is missing is said; what is there
 * and wrong is a fault.
 * @param smtpUrl undefined where mail goes to the development mailbox
 */
export function checkMail(smtpUrl: string | undefined): (ctx: Context) => Promise<string> {
  return async (ctx) => {
    if (smtpUrl === undefined) return 'no SMTP_URL: mail goes to the development mailbox';
    const lines: string[] = [];
    let isWrong = false;
    for (const tenantId of await listTenantIds(ctx)) {
      const { domain, findings } = await inspectSenderDomain(ctx, tenantId);
      const { records } = await readSenderDomain(ctx, tenantId);
      const said = findings.flatMap(({ purpose, name, state, fix, hints }) => {
        isWrong ||= state === 'differs';
        const wanted = records.find((record) => record.purpose === purpose && record.name === name);
        const entry = fix && wanted?.value ? ` ${wanted.type} ${name} "${wanted.value}"` : '';
        return [`${purpose} ${state}${fix ? `: ${fix}` : ''}${entry}`, ...hints.map((hint) => `${purpose}: ${hint}`)];
      });
      const hasKey = findings.some(({ purpose }) => purpose === 'dkim');
      if (!hasKey)
        said.unshift('dkim missing: check the domain once (POST /api/v1/sender-domain/check), which makes the key');
      lines.push([`${domain} of ${tenantId}`, ...said].join('\n    '));
    }
    const text = lines.join('\n  ') || 'no shop yet';
    if (isWrong) throw new Error(text);
    return text;
  };
}
