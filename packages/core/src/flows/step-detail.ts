import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** Notes beside a step that a run has taken what became of it later. */
export async function noteDetail(
  ctx: AnyContext,
  { runId, stepId }: { runId: Id<'run'>; stepId: string },
  detail: Record<string, unknown>,
): Promise<void> {
  await ctx.db.query(sql`
    update flow_run_steps set detail = coalesce(detail, '{}') || ${JSON.stringify(detail)}::text::jsonb
    where run_id = ${runId} and step_id = ${stepId}`);
}
