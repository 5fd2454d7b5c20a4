import type { Alert } from '@beckon/contract';
import { escapeHtml, type UserMail } from '../messages/index.ts';

type Told = { shop: string; timezone: string; opened: readonly Alert[]; resolved: readonly Alert[]; others: number };

/** Writes the mail that tells a user which alerts were opened and resolved. */
export function writeAlertMail(told: Told): Pick<UserMail, 'subject' | 'html' | 'text'> {
  const { shop, timezone, opened, resolved, others } = told;
  const at = (time: string) =>
    new Date(time).toLocaleString('en-GB', { timeZone: timezone, dateStyle: 'medium', timeStyle: 'short' });
  const parts: { title: string; lines: string[] }[] = [
    ...opened.map(({ title, text, advice, openedAt, runbook }) => ({
      title,
      lines: [text, advice, `Open since ${at(openedAt)} (${timezone}). More: ${runbook}`],
    })),
    ...resolved.map(({ title, text, openedAt, resolvedAt }) => ({
      title: `Resolved: ${title}`,
      lines: [`It was open from ${at(openedAt)} until ${at(resolvedAt!)} (${timezone}). At its worst: ${text}`],
    })),
  ];
  const more = others === 0 ? [] : [`${others} other alerts are not shown here.`];
  const end = [
    ...more,
    `All alerts of ${shop} and their thresholds are under Alerts in the admin app. A rule can be muted there.`,
  ];
  const html = [
    ...parts.map(
      ({ title, lines }) =>
        `<h2 style="font-size:16px;margin:24px 0 4px">${escapeHtml(title)}</h2>\n${lines.map(paragraph).join('\n')}`,
    ),
    '<hr>',
    ...end.map(paragraph),
  ].join('\n');
  const text = [...parts.flatMap(({ title, lines }) => [title, ...lines, '']), ...end, ''].join('\n');
  return { subject: subjectOf(told), html, text };
}

const paragraph = (line: string) => `<p style="margin:0 0 8px">${escapeHtml(line)}</p>`;

function subjectOf({ shop, opened, resolved, others }: Told): string {
  const [only] = [...opened, ...resolved];
  if (opened.length + resolved.length + others === 1)
    return `${only!.resolvedAt === null ? 'Alert' : 'Resolved'}: ${only!.title} (${shop})`;
  if (others > 0) return `${opened.length + resolved.length + others} alerts (${shop})`;
  const counts = [
    ...(opened.length > 0 ? [`${opened.length} opened`] : []),
    ...(resolved.length > 0 ? [`${resolved.length} resolved`] : []),
  ];
  return `Alerts: ${counts.join(', ')} (${shop})`;
}
