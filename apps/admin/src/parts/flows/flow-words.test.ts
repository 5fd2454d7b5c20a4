import { type FlowStep, type FlowTrigger, flowDefinitionSchema } from '@beckon/contract';
import { describe, expect, it } from 'vitest';
import { type FlowNames, stepWords, triggerPhrase } from './flow-words.ts';

const seg = `seg_${'0'.repeat(26)}`;
const names: FlowNames = {
  segment: () => '“VIP”',
  message: () => '“Welcome”',
  currency: 'USD',
  messageOf: (key) => (key === 'welcome' ? { name: 'Welcome', channel: 'email' } : undefined),
};

/** The trigger and the step are ones that the API takes. */
const parse = (trigger: object, step: object) =>
  flowDefinitionSchema.parse({ version: 1, trigger: trigger as FlowTrigger, steps: [step as FlowStep] });
const said = (trigger: object) => triggerPhrase(parse(trigger, { id: 'a', kind: 'exit' }).trigger, names);
const step = (given: object) => {
  const { title, about } = stepWords(parse({ kind: 'api' }, { id: 'a', ...given }).steps[0]!, names);
  return [title, about];
};

describe('a trigger', () => {
  it('is said in words', () => {
    expect(said({ kind: 'event', events: [{ event: 'cart_abandoned' }] })).toBe('When a cart is abandoned');
    expect(said({ kind: 'event', events: [{ event: 'contact_created' }, { event: 'quiz_finished' }] })).toBe(
      'When a contact registers in the shop or the event “quiz_finished” happens',
    );
    expect(said({ kind: 'segment', segment: seg, change: 'left' })).toBe('When a contact leaves the segment “VIP”');
    expect(said({ kind: 'elapsed', field: 'lastOrderAt', after: { amount: 90, unit: 'days' } })).toBe(
      'When 90 days have passed since the last order',
    );
    expect(said({ kind: 'elapsed', field: 'registeredAt', after: { amount: 1, unit: 'hours' } })).toBe(
      'When 1 hour has passed since the registration',
    );
    expect(said({ kind: 'restock' })).toBe('When a product the contact has signed up for is back in stock');
    expect(said({ kind: 'price_drop', percent: 10, viewedWithin: { amount: 30, unit: 'days' } })).toBe(
      'When a product that the contact viewed in the last 30 days costs at least 10 % less',
    );
    expect(said({ kind: 'anniversary', property: 'birthday', at: '09:00' })).toBe(
      'Every year on the day of “birthday”, at 09:00',
    );
    expect(said({ kind: 'anniversary', property: 'birthday', at: '09:00', daysBefore: 1 })).toBe(
      'Every year 1 day before the day of “birthday”, at 09:00',
    );
    expect(said({ kind: 'api' })).toBe('When a server adds a contact by the API');
  });
});

describe('a step', () => {
  it('sends a message by its name, and one that is not there by its key', () => {
    expect(step({ kind: 'send', message: 'welcome' })).toEqual(['Send “Welcome”', 'Email']);
    const variations = ['a', 'b'].map((key) => ({ key, name: key, weight: 1 }));
    expect(step({ kind: 'send', message: 'welcome', experiment: { metric: 'opens', variations } })[1]).toBe(
      'Email. Test of 2 variations',
    );
    expect(step({ kind: 'send', message: 'second_try' })).toEqual(['Send “Second try”', null]);
  });

  it('waits', () => {
    expect(step({ kind: 'wait', amount: 1, unit: 'days' })).toEqual(['Wait 1 day', null]);
    expect(step({ kind: 'wait_until', from: '09:00', until: '18:00', weekdays: [1, 7] })).toEqual([
      'Wait until it is between 09:00 and 18:00',
      'On Monday or Sunday. By the clock of the contact.',
    ]);
    const within = { amount: 7, unit: 'days' };
    expect(step({ kind: 'wait_for', event: 'placed_order', within, yes: [], no: [] })).toEqual([
      'Wait until an order is placed',
      'At most 7 days.',
    ]);
  });

  it('chooses a way', () => {
    const filter = { kind: 'segment', segment: seg };
    expect(step({ kind: 'branch', filter, yes: [], no: [] })).toEqual([
      'Does this apply to the contact?',
      'Is in the segment “VIP”.',
    ]);
    const parts = [1, 1, 1].map((weight) => ({ weight, steps: [] }));
    expect(step({ kind: 'split', parts })).toEqual(['Split into 3 parts at random', null]);
  });

  it('changes the contact', () => {
    expect(step({ kind: 'update_contact', properties: { tier: 'gold', nudge: null } })).toEqual([
      'Change the contact',
      'tier becomes "gold". nudge is removed.',
    ]);
    expect(step({ kind: 'add_to_segment', segment: seg })[0]).toBe('Add to the segment “VIP”');
    expect(step({ kind: 'remove_from_segment', segment: seg })[0]).toBe('Remove from the segment “VIP”');
    expect(step({ kind: 'exit' })).toEqual(['Leave the flow', null]);
  });
});
