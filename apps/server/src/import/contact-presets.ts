import { customerNames, emailNames, type Preset } from './column-names.ts';

export const contactFacts = [
  'userId',
  'email',
  'firstName',
  'lastName',
  'phone',
  'language',
  'timezone',
  'registeredAt',
  'attributes',
] as const;
export type ContactFact = (typeof contactFacts)[number];

const words = (text: string) => text.trim().split(/\s+/);

/** The contact exports of other systems. `docs/import.md` has a sample of each. */
export const contactPresets: Record<string, Preset<ContactFact>> = {
  shopify: {
    signatures: [
      ['customer_id', 'first_name', 'email', 'accepts_email_marketing'],
      ['customer_id', 'default_address_zip'],
      ['first_name', 'email', 'accepts_marketing', 'total_spent'],
    ],
    names: { userId: ['customer_id'], phone: ['phone', 'default_address_phone'] },
  },
  woocommerce: {
    signatures: [
      ['username', 'email', 'date_registered'],
      ['user_login', 'user_email'],
      ['customer_id', 'user_registered'],
    ],
    names: {
      userId: ['customer_id', 'customer_user', 'user_id', 'id'],
      email: ['email', 'user_email', 'billing_email'],
      firstName: ['first_name', 'billing_first_name'],
      lastName: ['last_name', 'billing_last_name'],
      phone: ['billing_phone', 'phone'],
      registeredAt: ['date_registered', 'user_registered', 'sign_up', 'registered'],
    },
  },
  magento: {
    signatures: [
      ['id', 'name', 'email', 'customer_since'],
      ['email', 'website', 'store', 'created_in'],
      ['entity_id', 'email', 'group_id'],
    ],
    names: {
      userId: ['entity_id', 'id'],
      firstName: ['firstname', 'first_name'],
      lastName: ['lastname', 'last_name'],
      registeredAt: ['customer_since', 'created_at'],
    },
  },
  mailchimp: {
    signatures: [
      ['email_address', 'member_rating'],
      ['email_address', 'leid', 'euid'],
    ],
    names: { email: ['email_address'], phone: ['phone_number', 'phone'], timezone: ['timezone'] },
  },
  klaviyo: {
    signatures: [
      ['email', 'klaviyo_id'],
      ['email', 'profile_created_on'],
      ['email', 'email_marketing_consent'],
    ],
    names: {
      userId: ['external_id'],
      phone: ['phone_number'],
      language: ['locale', 'language'],
      registeredAt: ['profile_created_on', 'date_added'],
    },
  },
  listmonk: {
    signatures: [['uuid', 'email', 'attributes', 'status']],
    names: { email: ['email'], registeredAt: ['created_at'], attributes: ['attributes', 'attribs'] },
  },
  generic: {
    signatures: [],
    names: {
      userId: customerNames,
      email: emailNames,
      firstName: words(
        'first_name firstname given_name vorname prenom voornaam nombre nome fornavn fornamn imie billing_first_name',
      ),
      lastName: words(
        'last_name lastname surname family_name nachname nom achternaam apellido apellidos cognome etternavn efternavn efternamn nazwisko billing_last_name',
      ),
      phone: words(
        'phone phone_number mobile mobile_phone telephone telefon telefonnummer telefoon telefono phone_1_value billing_phone',
      ),
      language: words('language locale sprache langue taal idioma lingua'),
      timezone: words('timezone time_zone'),
      registeredAt: words('registered_at created_at created registration_date customer_since sign_up_date'),
    },
  },
};
