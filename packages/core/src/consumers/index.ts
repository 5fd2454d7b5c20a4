import { attributionStep } from '../attribution/index.ts';
import { cartsStep } from '../carts/index.ts';
import { createContactsStep } from '../contacts/index.ts';
import { enterBySegment, flowsReaction } from '../flows/index.ts';
import { type Consumer, createProjection, mentionsStep, type Projection } from '../log/index.ts';
import { widgetUsesStep } from '../metrics/index.ts';
import { mergeParticipants } from '../persons/index.ts';
import { type MembershipListener, segmentsStep } from '../segments/index.ts';
import { sourceActivityStep, sourcesConsumer } from '../sources/index.ts';
import { leaveOnPurchaseStep } from '../waitlists/index.ts';
import { withImportsApart } from './imports-apart.ts';

/**
 * Contacts, and what follows from them. An order removes its buyer from waitlists: this needs the order's contact, and
 * happens together with it or not at all. The other steps share the transaction because reading the log again would
 * cost more. What imports change is told apart, since it lets no contact enter a flow.
 */
export const contactsConsumer = withImportsApart(
  createProjection('contacts', [
    createContactsStep(mergeParticipants),
    sourceActivityStep,
    leaveOnPurchaseStep,
    cartsStep,
    segmentsStep,
    attributionStep,
    widgetUsesStep,
    mentionsStep,
  ]),
);

/** The consumers that \`beckon rebuild\` rebuilds. */
export const projections: readonly Projection[] = [contactsConsumer, sourcesConsumer];

/** What happens when contacts enter or leave segments. */
export const membershipListeners: readonly MembershipListener[] = [{ changed: enterBySegment }];

/** Everything that reads the log. */
export const consumers: readonly Consumer[] = [...projections, flowsReaction];
