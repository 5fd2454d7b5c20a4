import type { FlowStep, FlowTrigger, Message } from '@beckon/contract';
import {
  IconArrowsSplit2,
  IconBell,
  IconClock,
  IconClockCheck,
  IconDoorExit,
  IconFilterQuestion,
  IconHourglass,
  IconSend,
  IconUserEdit,
  IconUserMinus,
  IconUserPlus,
  IconWebhook,
  type TablerIcon,
} from '@tabler/icons-react';
import { happensPhrase } from '../events/event-phrases.ts';
import { durationPhrase } from '../filter/comparison-words.ts';
import { type FilterNames, filterPhrase, startingWithCapital } from '../filter/filter-words.ts';
import { inWords } from '../format/words.ts';

/** The words of flows: a kind of trigger or step that has none does not compile. */
export type FlowNames = FilterNames & {
  /** The message with a key; undefined until messages are read, and for a key that is not there. */
  messageOf: (key: string) => Pick<Message, 'name' | 'channel'> | undefined;
};

type OfKind<Union extends { kind: string }, Kind extends string> = Union extends unknown
  ? Kind extends Union['kind']
    ? Union
    : never
  : never;

const dates: Record<OfKind<FlowTrigger, 'elapsed'>['field'], string> = {
  registeredAt: 'the registration',
  lastOrderAt: 'the last order',
};

const triggers: {
  [K in FlowTrigger['kind']]: (trigger: OfKind<FlowTrigger, K>, names: FilterNames) => string;
} = {
  event: ({ events }) => `When ${orList(events.map(happensPhrase))}`,
  segment: ({ segment, change }, names) =>
    `When a contact ${change === 'entered' ? 'enters' : 'leaves'} the segment ${names.segment(segment)}`,
  elapsed: ({ field, after }) =>
    `When ${durationPhrase(after)} ${after.amount === 1 ? 'has' : 'have'} passed since ${dates[field]}`,
  anniversary: ({ property, daysBefore, at }) =>
    `Every year ${daysBefore === 0 ? 'on' : `${durationPhrase({ amount: daysBefore, unit: 'days' })} before`} the day of “${property}”, at ${at}`,
  restock: () => 'When a product the contact has signed up for is back in stock',
  price_drop: ({ percent, viewedWithin }) =>
    `When a product that the contact viewed in the last ${durationPhrase(viewedWithin)} costs at least ${percent} % less`,
  api: () => 'When a server adds a contact by the API',
};

/** `When a cart is abandoned` */
export function triggerPhrase(trigger: FlowTrigger, names: FilterNames): string {
  return (triggers[trigger.kind] as (given: FlowTrigger, names: FilterNames) => string)(trigger, names);
}

export type StepWords = {
  icon: TablerIcon;
  /** Of the theme: steps of a sort look alike. */
  color: 'pine' | 'amber' | 'blue' | 'gray' | 'red';
  title: string;
  about: string | null;
};

const channels: Record<Message['channel'], string> = { email: 'Email', sms: 'SMS', push: 'Push' };
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const joined = (...parts: (string | undefined)[]) => parts.filter((part) => part).join('. ') || null;

const steps: {
  [K in FlowStep['kind']]: (step: OfKind<FlowStep, K>, names: FlowNames) => StepWords;
} = {
  send: ({ message, experiment }, { messageOf }) => {
    const known = messageOf(message);
    return {
      icon: IconSend,
      color: 'pine',
      title: `Send “${known?.name ?? inWords(message)}”`,
      about: joined(
        known && channels[known.channel],
        experiment && `Test of ${experiment.variations.length} variations`,
      ),
    };
  },
  wait: (step) => ({ icon: IconClock, color: 'amber', title: `Wait ${durationPhrase(step)}`, about: null }),
  wait_until: ({ from, until, weekdays: days }) => ({
    icon: IconClockCheck,
    color: 'amber',
    title: `Wait until it is between ${from} and ${until}`,
    about: `${days === undefined ? '' : `On ${orList(days.map((day) => weekdays[day - 1]!))}. `}By the clock of the contact.`,
  }),
  wait_for: ({ within, ...match }) => ({
    icon: IconHourglass,
    color: 'amber',
    title: `Wait until ${happensPhrase(match)}`,
    about: `At most ${durationPhrase(within)}.`,
  }),
  branch: ({ filter }, names) => ({
    icon: IconFilterQuestion,
    color: 'blue',
    title: 'Does this apply to the contact?',
    about: `${startingWithCapital(filterPhrase(filter, names))}.`,
  }),
  split: ({ parts }) => ({
    icon: IconArrowsSplit2,
    color: 'blue',
    title: `Split into ${parts.length} parts at random`,
    about: null,
  }),
  update_contact: ({ properties }) => ({
    icon: IconUserEdit,
    color: 'gray',
    title: 'Change the contact',
    about: Object.entries(properties)
      .map(([name, value]) => (value === null ? `${name} is removed.` : `${name} becomes ${JSON.stringify(value)}.`))
      .join(' '),
  }),
  add_to_segment: ({ segment }, names) => ({
    icon: IconUserPlus,
    color: 'gray',
    title: `Add to the segment ${names.segment(segment)}`,
    about: null,
  }),
  remove_from_segment: ({ segment }, names) => ({
    icon: IconUserMinus,
    color: 'gray',
    title: `Remove from the segment ${names.segment(segment)}`,
    about: null,
  }),
  webhook: ({ url }) => ({ icon: IconWebhook, color: 'gray', title: 'Call a webhook', about: url }),
  notify_user: ({ role, text }) => ({
    icon: IconBell,
    color: 'gray',
    title: `Write to each user with the role ${role}`,
    about: `“${text}”`,
  }),
  exit: () => ({ icon: IconDoorExit, color: 'red', title: 'Leave the flow', about: null }),
};

/** A step as its card shows it. */
export function stepWords(step: FlowStep, names: FlowNames): StepWords {
  return (steps[step.kind] as (given: FlowStep, names: FlowNames) => StepWords)(step, names);
}

export const orList = (texts: readonly string[]) => new Intl.ListFormat('en', { type: 'disjunction' }).format(texts);
