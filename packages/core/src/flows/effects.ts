import { deliverAll } from '../messages/index.ts';
import { queueWebhooks } from './call-webhook.ts';
import { changeContacts } from './change-contacts.ts';
import { chooseVariations } from './choose-variations.ts';
import { queueNotices } from './notify-users.ts';

/** What steps cause outside of their runs; a dry run puts its own in place of it. */
export type Effects = {
  deliver: typeof deliverAll;
  callWebhooks: typeof queueWebhooks;
  notifyUsers: typeof queueNotices;
  changeContacts: typeof changeContacts;
  chooseVariations: typeof chooseVariations;
};

export const effects: Effects = {
  deliver: deliverAll,
  callWebhooks: queueWebhooks,
  notifyUsers: queueNotices,
  changeContacts,
  chooseVariations,
};
