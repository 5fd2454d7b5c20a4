import { customerNames, emailNames, type Preset } from './column-names.ts';

export const eventFacts = [
  'id',
  'type',
  'occurredAt',
  'anonymousId',
  'userId',
  'email',
  'properties',
  'context',
] as const;
export type EventFact = (typeof eventFacts)[number];

const words = (text: string) => text.trim().split(/\s+/);

/** The event exports of other systems. `docs/import.md` has a sample of each. */
export const eventPresets: Record<string, Preset<EventFact>> = {
  ga4: {
    signatures: [
      ['event_name', 'event_timestamp'],
      ['event_name', 'user_pseudo_id'],
    ],
    names: {
      type: ['event_name'],
      occurredAt: ['event_timestamp'],
      anonymousId: ['user_pseudo_id'],
      userId: ['user_id'],
    },
  },
  generic: {
    signatures: [],
    names: {
      id: words('id event_id message_id uuid'),
      type: words('type event_type event_name event'),
      occurredAt: words(
        'occurred_at timestamp event_time event_timestamp occurred datetime date_time time date created_at zeitpunkt zeit datum',
      ),
      anonymousId: words('anonymous_id visitor_id client_id device_id user_pseudo_id'),
      userId: customerNames,
      email: emailNames,
      properties: ['properties'],
      context: ['context'],
    },
  },
};
