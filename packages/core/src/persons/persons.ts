import { personData as attribution } from '../attribution/index.ts';
import { personData as campaigns } from '../campaigns/index.ts';
import { personData as carts } from '../carts/index.ts';
import { personData as consent } from '../consent/index.ts';
import {
  personData as contacts,
  type ErasedPerson,
  type MergeParticipant,
  type PersonData,
} from '../contacts/index.ts';
import { personData as coupons } from '../coupons/index.ts';
import { personData as experiments } from '../experiments/index.ts';
import { personData as flows } from '../flows/index.ts';
import type { Id } from '../lib/index.ts';
import { personData as links } from '../links/index.ts';
import { personData as messages } from '../messages/index.ts';
import type { AnyContext, Context, Row, Transaction } from '../ports/index.ts';
import { personData as segments } from '../segments/index.ts';
import { personData as signUps } from '../sign-ups/index.ts';
import { personData as sms } from '../sms/index.ts';
import { personData as topics } from '../topics/index.ts';
import { personData as waitlists } from '../waitlists/index.ts';

/** All that rooms keep of persons, in the order in which it is erased: the contact itself is the last. */
export const personData: readonly PersonData[] = [
  consent,
  campaigns,
  flows,
  experiments,
  segments,
  waitlists,
  topics,
  signUps,
  messages,
  coupons,
  sms,
  links,
  carts,
  attribution,
  contacts,
];

/** Erases all of it. Call it with the person's contacts locked. */
export async function erasePerson(ctx: Context<Transaction>, person: ErasedPerson): Promise<void> {
  for (const { erase } of personData) await erase?.(ctx, person);
}

/** Deletes what is kept of contacts that were deleted. */
export async function forgetContacts(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactIds: readonly string[],
): Promise<void> {
  for (const { forget } of personData) await forget?.(ctx, tenantId, contactIds);
}

/** All of it as rows, under the names of `OwnData`; the profile comes first. */
export async function exportPerson(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
): Promise<Record<string, Row[]>> {
  const statements = personData
    .toReversed()
    .flatMap((room) => Object.entries(room.export?.(tenantId, contactId) ?? {}));
  const parts = statements.map(async ([name, statement]) => [name, await ctx.db.query(statement)] as const);
  return Object.fromEntries(await Promise.all(parts));
}

/** What a merge of two contacts has to join. */
export const mergeParticipants: readonly MergeParticipant[] = personData.flatMap(({ merge }) => merge ?? []);
