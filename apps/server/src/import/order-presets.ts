import { customerNames, emailNames, type Preset } from './column-names.ts';

export const orderFacts = [
  'order',
  'customer',
  'email',
  'date',
  'total',
  'currency',
  'status',
  'cancelled',
  'refunded',
  'itemId',
  'itemName',
  'itemPrice',
  'itemQuantity',
  'quantity',
] as const;
export type OrderFact = (typeof orderFacts)[number];

export type OrderPreset = Preset<OrderFact> & {
  /** Date formats of this system in addition to the unambiguous ones. */
  dateFormats?: readonly string[];
  /** States of an order that count as a sale, and of one that do not; the import asks for any other. */
  counting: readonly string[];
  notCounting: readonly string[];
};

const words = (text: string) => text.trim().split(/\s+/);

const generic: OrderPreset = {
  signatures: [],
  names: {
    order: words(
      'order_id orderid order_number order_no order_nr order_name order transaction_id bestellnummer bestell_nr auftragsnummer ordernummer numero_commande numero_de_commande',
    ),
    customer: customerNames,
    email: emailNames,
    date: words(
      'order_date ordered_at placed_at purchased_at purchase_date created_at created date bestelldatum datum besteldatum date_commande fecha',
    ),
    total: words(
      'order_total grand_total total_price total_amount total amount sum revenue gesamtbetrag gesamtsumme gesamt summe betrag totaal montant totale importe',
    ),
    currency: words('currency currency_code order_currency wahrung waehrung valuta devise moneda'),
    status: words('financial_status payment_status order_status status state'),
    cancelled: words('cancelled_at canceled_at'),
    refunded: words('refunded_amount refund_amount total_refunded amount_refunded refunded'),
    itemId: words('lineitem_sku item_sku product_sku sku product_id item_id'),
    itemName: words('lineitem_name item_name product_name product item'),
    itemPrice: words('lineitem_price item_price unit_price price'),
    itemQuantity: words('lineitem_quantity item_quantity quantity qty menge anzahl'),
    quantity: words('item_count items_count number_of_items total_quantity total_qty_ordered items_sold'),
  },
  counting: words(
    'paid partially_paid partially_refunded authorized processing complete completed shipped partially_shipped delivered fulfilled invoiced closed bezahlt versendet abgeschlossen',
  ),
  notCounting: words(
    'refunded voided expired cancelled canceled failed declined draft abandoned pending_payment checkout_draft trash storniert erstattet fully_refunded',
  ),
};

/** The order exports of shop systems. `docs/import.md` has a sample of each. */
export const orderPresets: Record<string, OrderPreset> = {
  shopify: {
    signatures: [
      ['name', 'financial_status'],
      ['name', 'lineitem_name'],
      ['name', 'email', 'created_at', 'total'],
    ],
    names: {
      order: ['name'],
      email: ['email'],
      date: ['created_at'],
      total: ['total'],
      currency: ['currency'],
      status: ['financial_status'],
      cancelled: ['cancelled_at'],
      refunded: ['refunded_amount'],
      itemId: ['lineitem_sku'],
      itemName: ['lineitem_name'],
      itemPrice: ['lineitem_price'],
      itemQuantity: ['lineitem_quantity'],
    },
    // A pending order was placed, and will be paid by invoice or bank transfer.
    counting: words('paid partially_paid partially_refunded authorized pending'),
    notCounting: words('refunded voided expired unpaid'),
  },
  woocommerce: {
    signatures: [
      ['order_number', 'order_status'],
      ['order_id', 'order_total', 'billing_email'],
      ['order_number', 'order_date', 'billing_email'],
      ['order_number', 'email_billing'],
      ['order', 'status', 'n_revenue'],
    ],
    names: {
      order: ['order_number', 'order_id', 'order'],
      customer: ['customer_id', 'customer_user', 'customer_user_id'],
      email: ['billing_email', 'email_billing', 'customer_email'],
      date: ['order_date', 'date'],
      total: ['order_total_amount', 'order_total', 'total', 'n_revenue'],
      currency: ['order_currency', 'currency'],
      status: ['order_status', 'status'],
      refunded: ['order_refund_amount', 'refunded_amount', 'total_refunded'],
      itemId: ['sku', 'item_sku', 'product_sku', 'product_id'],
      itemName: ['item_name', 'product_name'],
      itemPrice: ['item_cost', 'item_price'],
      itemQuantity: ['quantity', 'item_quantity', 'qty'],
      quantity: ['items_sold'],
    },
    counting: words('processing completed on_hold'),
    notCounting: words('pending pending_payment failed cancelled refunded draft checkout_draft trash'),
  },
  magento: {
    signatures: [
      ['purchase_point', 'purchase_date'],
      ['increment_id', 'grand_total'],
    ],
    names: {
      order: ['increment_id', 'id'],
      customer: ['customer_id'],
      email: ['customer_email'],
      date: ['purchase_date', 'created_at'],
      total: ['grand_total_purchased', 'grand_total'],
      currency: ['order_currency_code'],
      status: ['status'],
      refunded: ['total_refunded'],
      quantity: ['total_qty_ordered'],
    },
    dateFormats: ['MMM D, YYYY, h:mm:ss A', 'MMM D, YYYY h:mm:ss A'],
    counting: words('processing complete pending holded on_hold'),
    notCounting: words('canceled cancelled closed pending_payment payment_review fraud pending_paypal'),
  },
  generic,
};
