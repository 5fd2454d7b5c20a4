import { findContact } from '@beckon/core/contacts';
import { explainFlow, readFlows } from '@beckon/core/flows';
import type { Id } from '@beckon/core/lib';
import { explainDelivery, readDeliveries, readMessages } from '@beckon/core/messages';
import type { Context } from '@beckon/core/ports';

/**
 * Says why a contact did or did not get a message: what became of each delivery of it, and of each flow that sends it.
 * The sentences are those that the admin app shows.
 */
export async function explainMessage(
  ctx: Context,
  tenantId: Id<'ten'>,
  email: string,
  message: string,
): Promise<string> {
  const messages = await readMessages(ctx, tenantId);
  const known = messages.find(({ key }) => key === message);
  if (!known) return `There is no message “${message}”. There are ${messages.map(({ key }) => key).join(', ')}.`;
  const contact = await findContact(ctx, tenantId, { email });
  if (!contact) return `${email} is not a contact: nothing that Beckon stored has named this address.`;
  const ofContact = await readDeliveries(ctx, tenantId, contact.id);
  const deliveries = await Promise.all(
    ofContact
      .filter((delivery) => delivery.message === known.name)
      .map(({ id }) => explainDelivery(ctx, tenantId, id as Id<'dlv'>)),
  );
  const flows = (await readFlows(ctx, tenantId)).filter(({ draft }) => sends(draft.steps, message));
  const explained = await Promise.all(flows.map(({ id }) => explainFlow(ctx, tenantId, contact.id, id)));
  const lines = [
    ...deliveries.flatMap(({ summary, checks }) => [
      summary,
      ...checks.map(({ isPassed, text }) => `  ${isPassed ? 'passed' : 'failed'}: ${text}`),
    ]),
    ...explained.flatMap(({ summary, refusals }) => [summary, ...refusals.map(({ at, text }) => `  ${at}: ${text}`)]),
  ];
  return lines.length > 0 ? lines.join('\n') : `Nothing has sent “${message}” to the contact, and no flow sends it.`;
}

/** Whether a step, or one in its branches, sends a message. */
function sends(steps: unknown, message: string): boolean {
  if (Array.isArray(steps)) return steps.some((step) => sends(step, message));
  if (typeof steps !== 'object' || steps === null) return false;
  const step = steps as Record<string, unknown>;
  return (
    // A step, or a variation of its message.
    step.message === message || Object.values(step).some((value) => sends(value, message))
  );
}
