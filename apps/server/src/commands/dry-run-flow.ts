import { readFile } from 'node:fs/promises';
import { type FlowDryRun, flowDryRunRequestSchema } from '@beckon/contract';
import { dryRunFlow, readFlows } from '@beckon/core/flows';
import { progressBar } from '../progress.ts';
import type { CommandConfig } from './command-config.ts';
import { withTenant } from './with-database.ts';

type Options = { days: string; published?: boolean; entries?: string; json?: boolean };

/** `beckon flows dry-run`: what a flow would have done. */
export async function dryRunFlowCommand(config: CommandConfig, name: string, options: Options): Promise<void> {
  const { published, entries, json } = options;
  const request = flowDryRunRequestSchema.parse({
    days: Number(options.days),
    version: published ? 'published' : 'draft',
    ...(entries === undefined ? {} : { entries: JSON.parse(await readFile(entries, 'utf8')) }),
  });
  await withTenant(config, 'flows dry-run', async ({ ctx, tenantId }) => {
    const flows = await readFlows(ctx, tenantId);
    const flow = flows.find(({ id, key }) => id === name || key === name);
    if (!flow) {
      const known = flows.map(({ key, id }) => key ?? id).join(', ');
      throw new Error(`there is no flow ${name}; there are: ${known}`);
    }
    let bar: ReturnType<typeof progressBar> | undefined;
    const result = await dryRunFlow(ctx, tenantId, flow.id, request, (done, all) => {
      bar ??= progressBar('playing', all);
      bar.update(done);
    }).finally(() => bar?.stop());
    console.log(json ? JSON.stringify(result, null, 2) : describe(flow.name, request.days, result));
  });
}

function describe(name: string, days: number, result: FlowDryRun): string {
  const { contacts, entered, inside, ended, refused, messages, limits } = result;
  const listed = (rows: readonly { text: string; count: number }[]) => rows.map((row) => line(row.count, row.text));
  const part =
    contacts.played < contacts.found ? ` Played for the newest ${contacts.played} of ${contacts.found}.` : '';
  return [
    `${name}, the last ${days} ${days === 1 ? 'day' : 'days'}: ${contacts.found} contacts could have entered.${part}`,
    '',
    'Entered',
    line(entered, 'times'),
    ...(refused.length === 0 ? [] : ['', 'Did not enter', ...listed(refused)]),
    '',
    'Messages',
    ...(messages.length === 0 ? ['  none'] : messages.flatMap(describeMessage)),
    '',
    'Ended',
    ...listed(ended),
    line(inside, 'still inside'),
    ...(limits.length === 0 ? [] : ['', 'Assumed', ...limits.map((limit) => `  ${limit}`)]),
  ].join('\n');
}

function describeMessage({ message, count, sent, waiting, heldBack }: FlowDryRun['messages'][number]): string[] {
  return [
    line(count, message),
    ...(sent === 0 ? [] : [line(sent, '  sent')]),
    ...(waiting === 0 ? [] : [line(waiting, '  still waiting')]),
    ...heldBack.map((held) => line(held.count, `  held back: ${held.text}`)),
  ];
}

const line = (count: number, text: string) => `${String(count).padStart(8)}  ${text}`;
