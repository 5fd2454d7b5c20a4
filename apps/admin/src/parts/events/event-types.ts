import type { KnownEventType } from '@beckon/contract';
import {
  IconBell,
  IconClick,
  IconCreditCard,
  IconEye,
  IconForms,
  IconHourglass,
  IconId,
  IconMailCheck,
  IconMailOpened,
  IconMailQuestion,
  IconPointFilled,
  IconReceipt,
  IconReceiptOff,
  IconReceiptRefund,
  IconShoppingBagMinus,
  IconShoppingBagPlus,
  IconUserEdit,
  IconUserPlus,
  type TablerIcon,
} from '@tabler/icons-react';

type Look = { icon: TablerIcon; color: string };

/** The icon and colour of each known type: money stands out, page views stay quiet. */
const looks: Record<KnownEventType, Look> = {
  page_viewed: { icon: IconEye, color: 'gray' },
  product_viewed: { icon: IconEye, color: 'blue' },
  added_to_cart: { icon: IconShoppingBagPlus, color: 'amber' },
  removed_from_cart: { icon: IconShoppingBagMinus, color: 'gray' },
  checkout_started: { icon: IconCreditCard, color: 'amber' },
  placed_order: { icon: IconReceipt, color: 'pine' },
  order_refunded: { icon: IconReceiptRefund, color: 'amber' },
  order_cancelled: { icon: IconReceiptOff, color: 'red' },
  cart_abandoned: { icon: IconBell, color: 'red' },
  contact_created: { icon: IconUserPlus, color: 'blue' },
  contact_updated: { icon: IconUserEdit, color: 'gray' },
  identified: { icon: IconId, color: 'blue' },
  newsletter_requested: { icon: IconMailQuestion, color: 'grape' },
  newsletter_confirmed: { icon: IconMailCheck, color: 'grape' },
  waitlist_joined: { icon: IconHourglass, color: 'grape' },
  message_opened: { icon: IconMailOpened, color: 'grape' },
  message_clicked: { icon: IconClick, color: 'grape' },
  widget_viewed: { icon: IconForms, color: 'gray' },
  widget_started: { icon: IconForms, color: 'gray' },
  widget_submitted: { icon: IconForms, color: 'grape' },
  widget_succeeded: { icon: IconForms, color: 'grape' },
  widget_failed: { icon: IconForms, color: 'red' },
  widget_dismissed: { icon: IconForms, color: 'gray' },
};

const custom: Look = { icon: IconPointFilled, color: 'gray' };

export const knownEventTypes = Object.keys(looks) as KnownEventType[];

export function eventLook(type: string): Look {
  return Object.hasOwn(looks, type) ? looks[type as KnownEventType] : custom;
}
