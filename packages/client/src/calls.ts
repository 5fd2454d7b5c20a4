// Written from the endpoint table by `node packages/client/write-calls.ts`; a test compares the two.

/** How each call is made. `isRepeatable`: it may be sent again when it is not known what became of it. */
export const calls = {
  collect: { method: 'POST', path: '/v1/collect', isRepeatable: true },
  sendEvents: { method: 'POST', path: '/api/v1/events', isRepeatable: true },
  listEvents: { method: 'GET', path: '/api/v1/events', isRepeatable: true },
  readFormToken: { method: 'GET', path: '/v1/form-token', isRepeatable: true },
  subscribe: { method: 'POST', path: '/v1/subscribe', isRepeatable: true },
  joinWaitlist: { method: 'POST', path: '/v1/waitlist', isRepeatable: true },
  readPreferences: { method: 'POST', path: '/v1/preferences', isRepeatable: true },
  changePreferences: { method: 'POST', path: '/v1/preferences/change', isRepeatable: true },
  sendPreferencesLink: { method: 'POST', path: '/v1/preferences/link', isRepeatable: false },
  changeEmail: { method: 'POST', path: '/v1/preferences/email', isRepeatable: false },
  exportOwnData: { method: 'POST', path: '/v1/preferences/export', isRepeatable: true },
  eraseOwnData: { method: 'POST', path: '/v1/preferences/erase', isRepeatable: true },
  readPushKey: { method: 'GET', path: '/v1/push/key', isRepeatable: true },
  subscribePush: { method: 'POST', path: '/v1/push/subscribe', isRepeatable: true },
  refreshPush: { method: 'POST', path: '/v1/push/refresh', isRepeatable: true },
  unsubscribePush: { method: 'POST', path: '/v1/push/unsubscribe', isRepeatable: true },
  readAvailability: { method: 'GET', path: '/v1/stock', isRepeatable: true },
  putProducts: { method: 'PUT', path: '/api/v1/catalog/products', isRepeatable: true },
  setStock: { method: 'POST', path: '/api/v1/catalog/stock', isRepeatable: true },
  listContacts: { method: 'GET', path: '/api/v1/contacts', isRepeatable: true },
  readContact: { method: 'GET', path: '/api/v1/contacts/{id}', isRepeatable: true },
  readTimeline: { method: 'GET', path: '/api/v1/contacts/{id}/timeline', isRepeatable: true },
  unlinkVisitor: { method: 'POST', path: '/api/v1/contacts/{id}/visitors/{visitorId}/unlink', isRepeatable: false },
  undoMerge: { method: 'POST', path: '/api/v1/contacts/{id}/merges/{mergeId}/undo', isRepeatable: false },
  eraseContact: { method: 'POST', path: '/api/v1/contacts/{id}/erase', isRepeatable: true },
  readErasure: { method: 'GET', path: '/api/v1/contacts/{id}/erasure', isRepeatable: true },
  listAddresses: { method: 'GET', path: '/api/v1/addresses', isRepeatable: true },
  listSegments: { method: 'GET', path: '/api/v1/segments', isRepeatable: true },
  listMessages: { method: 'GET', path: '/api/v1/messages', isRepeatable: true },
  putMessageTopic: { method: 'PUT', path: '/api/v1/messages/{id}/topic', isRepeatable: true },
  readTopics: { method: 'GET', path: '/api/v1/topics', isRepeatable: true },
  putTopics: { method: 'PUT', path: '/api/v1/topics', isRepeatable: true },
  listWordings: { method: 'GET', path: '/api/v1/consent/wordings', isRepeatable: true },
  registerWordings: { method: 'POST', path: '/api/v1/consent/wordings', isRepeatable: true },
  readStats: { method: 'GET', path: '/api/v1/stats', isRepeatable: true },
  readDailyStats: { method: 'GET', path: '/api/v1/stats/daily', isRepeatable: true },
  readWidgetUses: { method: 'GET', path: '/api/v1/stats/widgets', isRepeatable: true },
  readQueue: { method: 'GET', path: '/api/v1/queue', isRepeatable: true },
  replayJob: { method: 'POST', path: '/api/v1/queue/jobs/{id}/replay', isRepeatable: false },
  listQuarantine: { method: 'GET', path: '/api/v1/quarantine', isRepeatable: true },
  replayQuarantined: { method: 'POST', path: '/api/v1/quarantine/{id}/replay', isRepeatable: false },
  readRetention: { method: 'GET', path: '/api/v1/retention', isRepeatable: true },
  putRetention: { method: 'PUT', path: '/api/v1/retention', isRepeatable: true },
  readSettings: { method: 'GET', path: '/api/v1/settings', isRepeatable: true },
  changeSettings: { method: 'PATCH', path: '/api/v1/settings', isRepeatable: true },
  listSources: { method: 'GET', path: '/api/v1/sources', isRepeatable: true },
  addSource: { method: 'POST', path: '/api/v1/sources', isRepeatable: false },
  changeSource: { method: 'PATCH', path: '/api/v1/sources/{id}', isRepeatable: true },
  revokeSource: { method: 'POST', path: '/api/v1/sources/{id}/revoke', isRepeatable: false },
  readSourceSchema: { method: 'GET', path: '/api/v1/sources/{id}/schema', isRepeatable: true },
  rotateKey: { method: 'POST', path: '/api/v1/sources/{id}/keys', isRepeatable: false },
  showKey: { method: 'GET', path: '/api/v1/sources/{id}/keys/{keyId}', isRepeatable: true },
  revokeKey: { method: 'POST', path: '/api/v1/sources/{id}/keys/{keyId}/revoke', isRepeatable: false },
  listUsers: { method: 'GET', path: '/api/v1/users', isRepeatable: true },
  inviteUser: { method: 'POST', path: '/api/v1/users', isRepeatable: false },
  changeUser: { method: 'PATCH', path: '/api/v1/users/{id}', isRepeatable: true },
  createUserLink: { method: 'POST', path: '/api/v1/users/{id}/link', isRepeatable: false },
  removeUser: { method: 'POST', path: '/api/v1/users/{id}/remove', isRepeatable: false },
  listApiKeys: { method: 'GET', path: '/api/v1/keys', isRepeatable: true },
  addApiKey: { method: 'POST', path: '/api/v1/keys', isRepeatable: false },
  revokeApiKey: { method: 'POST', path: '/api/v1/keys/{id}/revoke', isRepeatable: false },
  listAudit: { method: 'GET', path: '/api/v1/audit', isRepeatable: true },
} as const;

/** What each call takes and answers. */
export type Calls = {
  /** Send events from a browser: `?key=pk_…`, JSON as text/plain or application/json, gzip allowed. */
  collect: {
    params: undefined;
    query: undefined;
    body: {
      /** Client clock at sending: measures its skew. */
      sentAt?: string | number | undefined;
      /** For all events that name none themselves. */
      anonymousId?: string | number | null | undefined;
      context?: {
        url?: string | undefined;
        title?: string | undefined;
        referrer?: string | undefined;
        locale?: string | undefined;
        timezone?: string | undefined;
        screen?: string | undefined;
        library?: string | undefined;
        [name: string]: unknown;
      } | undefined;
      events: Array<{
        /** Made by the client, kept over retries: a repeat is dropped. A UUIDv7 is best. */
        id: string;
        type: string;
        /** ISO 8601 with zone, or milliseconds since 1970. Left out: the time of receipt. */
        occurredAt?: string | number | undefined;
        /** The visitor: one browser. */
        anonymousId?: string | number | null | undefined;
        /** The shop's own id of the person. */
        userId?: string | number | null | undefined;
        email?: string | undefined;
        /** Of `identified` from a browser: HMAC-SHA-256 in hex of the user id, or else of `email:` and the address. */
        signature?: string | undefined;
        properties?: {
          [name: string]: unknown;
        } | undefined;
        context?: {
          url?: string | undefined;
          title?: string | undefined;
          referrer?: string | undefined;
          locale?: string | undefined;
          timezone?: string | undefined;
          screen?: string | undefined;
          library?: string | undefined;
          [name: string]: unknown;
        } | undefined;
      }>;
    };
    answer: {
      accepted: number;
      duplicates: number;
      quarantined: number;
      /** One entry per event, in the order they were sent. */
      results: Array<{
        id: string | null;
        result: "accepted" | "duplicate" | "quarantined";
        /** Of a duplicate: another type, person, time or other properties came under the id before. What came first stays; give each event an id of its own. */
        differs?: true | undefined;
        code?: "not_an_object" | "id_missing" | "id_invalid" | "type_missing" | "type_invalid" | "type_not_allowed" | "property_invalid" | "person_invalid" | "signature_invalid" | "time_invalid" | "time_in_future" | "text_not_storable" | "number_not_storable" | "key_not_allowed" | "too_deep" | "too_wide" | "string_too_long" | "event_too_large" | "refused_by_database" | "consumer_failed" | undefined;
        reason?: string | undefined;
        /** Ids that stand for nothing, such as `undefined`, and were left out. Outside production also: properties that the event catalog does not name. The event is stored all the same. */
        warnings?: Array<string> | undefined;
      }>;
    };
  };
  /** Send events from a server. These are trusted: orders count as revenue. */
  sendEvents: {
    params: undefined;
    query: undefined;
    body: {
      /** Client clock at sending: measures its skew. */
      sentAt?: string | number | undefined;
      /** For all events that name none themselves. */
      anonymousId?: string | number | null | undefined;
      context?: {
        url?: string | undefined;
        title?: string | undefined;
        referrer?: string | undefined;
        locale?: string | undefined;
        timezone?: string | undefined;
        screen?: string | undefined;
        library?: string | undefined;
        [name: string]: unknown;
      } | undefined;
      events: Array<{
        /** Made by the client, kept over retries: a repeat is dropped. A UUIDv7 is best. */
        id: string;
        type: string;
        /** ISO 8601 with zone, or milliseconds since 1970. Left out: the time of receipt. */
        occurredAt?: string | number | undefined;
        /** The visitor: one browser. */
        anonymousId?: string | number | null | undefined;
        /** The shop's own id of the person. */
        userId?: string | number | null | undefined;
        email?: string | undefined;
        /** Of `identified` from a browser: HMAC-SHA-256 in hex of the user id, or else of `email:` and the address. */
        signature?: string | undefined;
        properties?: {
          [name: string]: unknown;
        } | undefined;
        context?: {
          url?: string | undefined;
          title?: string | undefined;
          referrer?: string | undefined;
          locale?: string | undefined;
          timezone?: string | undefined;
          screen?: string | undefined;
          library?: string | undefined;
          [name: string]: unknown;
        } | undefined;
      }>;
    };
    answer: {
      accepted: number;
      duplicates: number;
      quarantined: number;
      /** One entry per event, in the order they were sent. */
      results: Array<{
        id: string | null;
        result: "accepted" | "duplicate" | "quarantined";
        /** Of a duplicate: another type, person, time or other properties came under the id before. What came first stays; give each event an id of its own. */
        differs?: true | undefined;
        code?: "not_an_object" | "id_missing" | "id_invalid" | "type_missing" | "type_invalid" | "type_not_allowed" | "property_invalid" | "person_invalid" | "signature_invalid" | "time_invalid" | "time_in_future" | "text_not_storable" | "number_not_storable" | "key_not_allowed" | "too_deep" | "too_wide" | "string_too_long" | "event_too_large" | "refused_by_database" | "consumer_failed" | undefined;
        reason?: string | undefined;
        /** Ids that stand for nothing, such as `undefined`, and were left out. Outside production also: properties that the event catalog does not name. The event is stored all the same. */
        warnings?: Array<string> | undefined;
      }>;
    };
  };
  /** The newest events first. */
  listEvents: {
    params: undefined;
    query: {
      limit?: number | undefined;
      cursor?: string | undefined;
      type?: string | undefined;
      /** Events that were marked as bots’; with them if left out. */
      bots?: "with" | "without" | "only" | undefined;
    };
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        type: string;
        occurredAt: string;
        receivedAt: string;
        source: string;
        isTrusted: boolean;
        properties: {
          [name: string]: unknown;
        };
        contactId: string | null;
        /** Name, address or user id of the contact; null for a visitor. */
        contactName: string | null;
        anonymousId: string | null;
        isBot: boolean;
      }>;
      nextCursor: string | null;
    };
  };
  /** A token that shows, a second later, that a form was not sent at once. `?key=pk_…` */
  readFormToken: {
    params: undefined;
    query: {
      key?: string | undefined;
    };
    body: undefined;
    answer: {
      token: string;
    };
  };
  /** Start a newsletter sign-up: a confirmation goes to the address. */
  subscribe: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; may stand in the query instead. */
      key?: string | undefined;
      /** Made by the form: a second click is the same sign-up. */
      submissionId?: string | undefined;
      email: string;
      firstName?: string | undefined;
      interests?: Array<string> | undefined;
      birthday?: string | undefined;
      /** With its country code, `+49 170 1234567`, if it is to get messages one day. */
      phone?: string | undefined;
      /** The text beside a box of its own that was ticked. Recorded as `requested`: confirming the address does not grant it, since nobody has shown that the phone is theirs. */
      smsConsent?: {
        wording: string;
        wordingVersion: string;
      } | undefined;
      /** The visitor: one browser. */
      anonymousId?: string | number | null | undefined;
      formId?: string | undefined;
      language?: string | undefined;
      /** Names the consent text that was shown. */
      wordingVersion: string;
      /** The consent text that was shown. */
      wording: string;
      pageUrl?: string | undefined;
      /** Honeypot: people leave it empty. Filled, it leads to a challenge. */
      leaveBlank?: string | undefined;
      /** From `GET /v1/form-token`, at least a second and at most four hours old; good for one submission. */
      formToken?: string | undefined;
      /** The answer to the challenge of a `challenge_required`: its kind, a colon, and what solving it gave. */
      challengeAnswer?: string | undefined;
    };
    answer: {
      /** A confirmation was sent if it may be sent; nothing else is told. */
      status: "pending";
    };
  };
  /** Ask to be told when a product is back: the address is confirmed first. */
  joinWaitlist: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; may stand in the query instead. */
      key?: string | undefined;
      /** Made by the form: a second click is the same wish. */
      submissionId?: string | undefined;
      email: string;
      productId: string | number;
      variantId?: string | number | null | undefined;
      /** The visitor: one browser. */
      anonymousId?: string | number | null | undefined;
      language?: string | undefined;
      /** Names the text that was shown. */
      wordingVersion: string;
      /** The text that was shown. */
      wording: string;
      pageUrl?: string | undefined;
      /** Honeypot: people leave it empty. Filled, it leads to a challenge. */
      leaveBlank?: string | undefined;
      /** From `GET /v1/form-token`, at least a second and at most four hours old; good for one submission. */
      formToken?: string | undefined;
      /** The answer to the challenge of a `challenge_required`: its kind, a colon, and what solving it gave. */
      challengeAnswer?: string | undefined;
    };
    answer: {
      /** A confirmation was sent if one is needed and may be sent; nothing else is told. */
      status: "pending";
    };
  };
  /** What somebody gets and wants, by the token of their link or by a signature of the shop. */
  readPreferences: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; may stand in the query instead. */
      key?: string | undefined;
      /** From a link to the preferences. */
      token?: string | undefined;
      /** The shop's own id of the person. */
      userId?: string | number | null | undefined;
      email?: string | undefined;
      /** HMAC-SHA-256 in hex of the user id, else of `email:` and the address, by the shop’s server. */
      signature?: string | undefined;
    };
    answer: {
      shop: string;
      /** Shortened, so that nobody reads it over a shoulder. */
      email: string | null;
      /** Came by a link from a mail: may also export, erase and move to another address. */
      isOwner: boolean;
      channels: {
        [name: string]: {
          isOn: boolean;
          /** Here; a channel that is on can always be ended. */
          canTurnOn: boolean;
        };
      };
      /** Browsers that get push messages. */
      pushDevices: Array<{
        id: string;
        browser: string | null;
        system: string | null;
        since: string;
      }>;
      topics: Array<{
        id: string;
        name: string;
        description: string;
        isWanted: boolean;
      }>;
      frequency: "daily" | "weekly" | "monthly" | null;
      pausedUntil: string | null;
      waitlists: Array<{
        id: string;
        productId: string;
        variantId: string | null;
        /** From the catalog; null where it does not know the product. */
        title: string | null;
        status: "pending" | "waiting" | "notified" | "left" | "purchased" | "expired";
        joinedAt: string;
        notifiedAt: string | null;
      }>;
      history: Array<{
        position: number;
        type: "email" | "sms" | "push" | "marketing" | "analytics";
        action: "requested" | "granted" | "revoked";
        source: string;
        wordingVersion: string | null;
        /** What they were shown, as long as the evidence is kept. */
        wording: string | null;
        /** `registered`: the shop has registered this text. `claimed`: the form says that it showed it. */
        wordingStatus: "registered" | "claimed" | null;
        method: string;
        recordedAt: string;
      }>;
    };
  };
  /** Change what somebody wants; what is not named stays. Answers with the new state. */
  changePreferences: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; may stand in the query instead. */
      key?: string | undefined;
      /** From a link to the preferences. */
      token?: string | undefined;
      /** The shop's own id of the person. */
      userId?: string | number | null | undefined;
      email?: string | undefined;
      /** HMAC-SHA-256 in hex of the user id, else of `email:` and the address, by the shop’s server. */
      signature?: string | undefined;
      change: {
        channels?: {
          [name: string]: boolean;
        } | undefined;
        /** By id of the topic. */
        topics?: {
          [name: string]: boolean;
        } | undefined;
        /** At most one marketing message in this time. */
        frequency?: "daily" | "weekly" | "monthly" | null | undefined;
        /** No marketing before; a year from now at most. */
        pausedUntil?: string | null | undefined;
        /** Ids of entries. */
        leaveWaitlists?: Array<string> | undefined;
        /** Ids of browsers. */
        removePushDevices?: Array<string> | undefined;
        /** End all links to the preferences, that of this call included. */
        endLinks?: true | undefined;
        /** Names the consent text that was shown beside a channel. */
        wordingVersion?: string | undefined;
        /** The consent text that was shown. */
        wording?: string | undefined;
      };
    };
    answer: {
      shop: string;
      /** Shortened, so that nobody reads it over a shoulder. */
      email: string | null;
      /** Came by a link from a mail: may also export, erase and move to another address. */
      isOwner: boolean;
      channels: {
        [name: string]: {
          isOn: boolean;
          /** Here; a channel that is on can always be ended. */
          canTurnOn: boolean;
        };
      };
      /** Browsers that get push messages. */
      pushDevices: Array<{
        id: string;
        browser: string | null;
        system: string | null;
        since: string;
      }>;
      topics: Array<{
        id: string;
        name: string;
        description: string;
        isWanted: boolean;
      }>;
      frequency: "daily" | "weekly" | "monthly" | null;
      pausedUntil: string | null;
      waitlists: Array<{
        id: string;
        productId: string;
        variantId: string | null;
        /** From the catalog; null where it does not know the product. */
        title: string | null;
        status: "pending" | "waiting" | "notified" | "left" | "purchased" | "expired";
        joinedAt: string;
        notifiedAt: string | null;
      }>;
      history: Array<{
        position: number;
        type: "email" | "sms" | "push" | "marketing" | "analytics";
        action: "requested" | "granted" | "revoked";
        source: string;
        wordingVersion: string | null;
        /** What they were shown, as long as the evidence is kept. */
        wording: string | null;
        /** `registered`: the shop has registered this text. `claimed`: the form says that it showed it. */
        wordingStatus: "registered" | "claimed" | null;
        method: string;
        recordedAt: string;
      }>;
    };
  };
  /** Mail somebody the link to their preferences. It works for an hour. */
  sendPreferencesLink: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; may stand in the query instead. */
      key?: string | undefined;
      email: string;
      /** Made by the form: a second click is the same wish. */
      submissionId?: string | undefined;
      /** Honeypot: people leave it empty. Filled, it leads to a challenge. */
      leaveBlank?: string | undefined;
      /** From `GET /v1/form-token`, at least a second and at most four hours old; good for one submission. */
      formToken?: string | undefined;
      /** The answer to the challenge of a `challenge_required`: its kind, a colon, and what solving it gave. */
      challengeAnswer?: string | undefined;
    };
    answer: {
      /** A mail was sent if it may be sent; nothing else is told. */
      status: "pending";
    };
  };
  /** Move to another address, by token only: a confirmation goes to the new one. */
  changeEmail: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; may stand in the query instead. */
      key?: string | undefined;
      /** From a link to the preferences. */
      token?: string | undefined;
      /** The shop's own id of the person. */
      userId?: string | number | null | undefined;
      email?: string | undefined;
      /** HMAC-SHA-256 in hex of the user id, else of `email:` and the address, by the shop’s server. */
      signature?: string | undefined;
      newEmail: string;
    };
    answer: {
      /** A mail was sent if it may be sent; nothing else is told. */
      status: "pending";
    };
  };
  /** Everything that is kept about somebody, by token only. */
  exportOwnData: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; may stand in the query instead. */
      key?: string | undefined;
      /** From a link to the preferences. */
      token?: string | undefined;
      /** The shop's own id of the person. */
      userId?: string | number | null | undefined;
      email?: string | undefined;
      /** HMAC-SHA-256 in hex of the user id, else of `email:` and the address, by the shop’s server. */
      signature?: string | undefined;
    };
    answer: {
      exportedAt: string;
      profile: Array<{
        [name: string]: unknown;
      }>;
      consents: Array<{
        [name: string]: unknown;
      }>;
      signUps: Array<{
        [name: string]: unknown;
      }>;
      topics: Array<{
        [name: string]: unknown;
      }>;
      waitlists: Array<{
        [name: string]: unknown;
      }>;
      orders: Array<{
        [name: string]: unknown;
      }>;
      messages: Array<{
        [name: string]: unknown;
      }>;
      pushDevices: Array<{
        [name: string]: unknown;
      }>;
      browsers: Array<{
        [name: string]: unknown;
      }>;
      events: Array<{
        [name: string]: unknown;
      }>;
    };
  };
  /** Erase a person, by token only: accepted at once, done within a minute. Asking again gives the same erasure. */
  eraseOwnData: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; may stand in the query instead. */
      key?: string | undefined;
      /** From a link to the preferences. */
      token?: string | undefined;
      /** The shop's own id of the person. */
      userId?: string | number | null | undefined;
      email?: string | undefined;
      /** HMAC-SHA-256 in hex of the user id, else of `email:` and the address, by the shop’s server. */
      signature?: string | undefined;
      /** Said by a second click: it cannot be taken back. */
      confirm: "erase";
    };
    answer: {
      id: string;
      contactId: string;
      status: "running" | "done";
      /** Events of the log that have lost the person so far. */
      erasedEvents: number;
      requestedAt: string;
      finishedAt: string | null;
    };
  };
  /** The key that browsers subscribe to push with. `?key=pk_…` */
  readPushKey: {
    params: undefined;
    query: {
      key?: string | undefined;
    };
    body: undefined;
    answer: {
      /** VAPID, for applicationServerKey. */
      publicKey: string;
    };
  };
  /** Subscribe a browser to push, after it was asked. Belongs to a signed contact, else to one of its own. */
  subscribePush: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; may stand in the query instead. */
      key?: string | undefined;
      /** Of a push service on the list. */
      endpoint: string;
      /** keys.p256dh */
      p256dh: string;
      /** keys.auth */
      auth: string;
      /** With a signature: the contact it belongs to. */
      userId?: string | number | null | undefined;
      /** The same, where the shop knows nothing but an address. */
      email?: string | undefined;
      /** By the server of the shop, as for `identified`. */
      signature?: string | undefined;
      language?: string | undefined;
      /** Names the text that was shown. */
      wordingVersion: string;
      /** The text that was shown. */
      wording: string;
      pageUrl?: string | undefined;
    };
    answer: {
      status: "subscribed";
    };
  };
  /** Is this subscription still wanted? Brings its keys up to date; with a signature, one that was nobody’s becomes theirs. */
  refreshPush: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; may stand in the query instead. */
      key?: string | undefined;
      /** Of a push service on the list. */
      endpoint: string;
      /** keys.p256dh */
      p256dh: string;
      /** keys.auth */
      auth: string;
      /** With a signature: the contact it belongs to. */
      userId?: string | number | null | undefined;
      /** The same, where the shop knows nothing but an address. */
      email?: string | undefined;
      /** By the server of the shop, as for `identified`. */
      signature?: string | undefined;
      /** Where the browser has replaced it. */
      previousEndpoint?: string | undefined;
    };
    answer: {
      /** False: it was revoked elsewhere, or has ended; ask anew or give it up. */
      isSubscribed: boolean;
    };
  };
  /** End a subscription. Who knows its endpoint may. */
  unsubscribePush: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; may stand in the query instead. */
      key?: string | undefined;
      /** Of a push service on the list. */
      endpoint: string;
    };
    answer: {
      status: "unsubscribed";
    };
  };
  /** Is a product, or a variant of it, sold out? `?key=pk_…&productId=…&variantId=…` */
  readAvailability: {
    params: undefined;
    query: {
      key?: string | undefined;
      productId: string | number;
      variantId?: string | number | null | undefined;
    };
    body: undefined;
    answer: {
      productId: string;
      variantId: string | null;
      /** null: the catalog does not know. */
      isSoldOut: boolean | null;
    };
  };
  /** Make or replace products, with their variants and stock, each with a result of its own. Messages take titles, prices and links from here. */
  putProducts: {
    params: undefined;
    query: undefined;
    body: {
      products: Array<{
        /** The shop's own id: the `productId` of events. */
        id: string | number;
        title: string;
        url: string;
        imageUrl?: string | undefined;
        category?: string | undefined;
        price?: number | undefined;
        currency?: string | undefined;
        variants?: Array<{
          id: string | number;
          /** What tells it from its siblings: `Blue, M`. */
          title: string;
          url?: string | undefined;
          imageUrl?: string | undefined;
          /** In the product's currency. */
          price?: number | undefined;
          /** null: more than anybody counts. Less than 0, as where more was sold than there is: 0. */
          quantity?: number | null | undefined;
        }> | undefined;
        /** Of a product without variants. */
        quantity?: number | null | undefined;
      }>;
    };
    answer: {
      saved: number;
      /** Those that could not be taken; all others were. */
      refused: number;
      /** Levels that are other than before. */
      changed: number;
      /** Of these, sold out before and there again: their waitlists are told. */
      restocked: number;
      /** One entry per product, in the order they were sent. */
      results: Array<{
        /** As it was sent; null where it was no id. */
        id: string | null;
        result: "saved" | "refused";
        /** Of what was refused: which field, and what was expected. */
        reason?: string | undefined;
      }>;
    };
  };
  /** Set stock levels, each with a result of its own. What is there again is told to those who wait, within the hour. */
  setStock: {
    params: undefined;
    query: undefined;
    body: {
      stock: Array<{
        productId: string | number;
        variantId?: string | number | null | undefined;
        /** null: more than anybody counts. Less than 0, as where more was sold than there is: 0. */
        quantity: number | null;
        /** When it was so; left out: now. Older news does not replace newer. */
        at?: string | undefined;
      }>;
    };
    answer: {
      saved: number;
      /** Those that could not be taken; all others were. */
      refused: number;
      /** Levels that are other than before. */
      changed: number;
      /** Of these, sold out before and there again: their waitlists are told. */
      restocked: number;
      /** One entry per level, in the order they were sent. */
      results: Array<{
        /** As it was sent; null where it was no id. */
        productId: string | null;
        variantId: string | null;
        result: "saved" | "refused";
        /** Of what was refused: which field, and what was expected. */
        reason?: string | undefined;
      }>;
    };
  };
  /** Contacts by filter, e.g. `?orderCount.gte=5`, `?lifetimeValue.gt=50000`. */
  listContacts: {
    params: undefined;
    query: {
      limit?: number | undefined;
      cursor?: string | undefined;
      /** Part of an address, a name or a user id; with one or two letters, how one of them begins. */
      search?: string | undefined;
      /** Only contacts in this segment. */
      segment?: "newsletter" | undefined;
      "orderCount.eq"?: number | undefined;
      "orderCount.gt"?: number | undefined;
      "orderCount.gte"?: number | undefined;
      "orderCount.lt"?: number | undefined;
      "orderCount.lte"?: number | undefined;
      "lifetimeValue.eq"?: number | undefined;
      "lifetimeValue.gt"?: number | undefined;
      "lifetimeValue.gte"?: number | undefined;
      "lifetimeValue.lt"?: number | undefined;
      "lifetimeValue.lte"?: number | undefined;
      "lastOrderAt.eq"?: string | undefined;
      "lastOrderAt.gt"?: string | undefined;
      "lastOrderAt.gte"?: string | undefined;
      "lastOrderAt.lt"?: string | undefined;
      "lastOrderAt.lte"?: string | undefined;
      "createdAt.eq"?: string | undefined;
      "createdAt.gt"?: string | undefined;
      "createdAt.gte"?: string | undefined;
      "createdAt.lt"?: string | undefined;
      "createdAt.lte"?: string | undefined;
    };
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        userId: string | null;
        email: string | null;
        emailVerified: boolean;
        phone: string | null;
        firstName: string | null;
        lastName: string | null;
        language: string | null;
        registeredAt: string | null;
        orderCount: number;
        lifetimeValue: {
          amount: number;
          currency: string;
        };
        firstOrderAt: string | null;
        lastOrderAt: string | null;
        lastSeenAt: string | null;
        createdAt: string;
      }>;
      nextCursor: string | null;
      count: {
        value: number;
        /** More than 10,000: the value is what the database knows of its tables. */
        isEstimate: boolean;
        /** When it was counted. */
        takenAt: string;
      };
    };
  };
  /** One contact with consent history and deliveries. */
  readContact: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      id: string;
      userId: string | null;
      email: string | null;
      emailVerified: boolean;
      phone: string | null;
      firstName: string | null;
      lastName: string | null;
      language: string | null;
      registeredAt: string | null;
      orderCount: number;
      lifetimeValue: {
        amount: number;
        currency: string;
      };
      firstOrderAt: string | null;
      lastOrderAt: string | null;
      lastSeenAt: string | null;
      createdAt: string;
      properties: {
        [name: string]: unknown;
      };
      /** The contact that this one is part of by now. */
      mergedInto: string | null;
      /** The first visit known. */
      firstTouch: {
        at: string;
        /** `utm_source`, else the ad platform of the click id, else the referring host. */
        source: string | null;
        medium: string | null;
        campaign: string | null;
        term: string | null;
        content: string | null;
        /** `gclid`, `fbclid` and the like. */
        clickId: {
          name: string;
          value: string;
        } | null;
        /** The host of another site that the shopper came from. */
        referrer: string | null;
        landingPath: string;
        /** Nothing says what brought them. */
        isDirect: boolean;
      } | null;
      /** The newest visit that was not direct. */
      lastTouch: {
        at: string;
        /** `utm_source`, else the ad platform of the click id, else the referring host. */
        source: string | null;
        medium: string | null;
        campaign: string | null;
        term: string | null;
        content: string | null;
        /** `gclid`, `fbclid` and the like. */
        clickId: {
          name: string;
          value: string;
        } | null;
        /** The host of another site that the shopper came from. */
        referrer: string | null;
        landingPath: string;
        /** Nothing says what brought them. */
        isDirect: boolean;
      } | null;
      visitors: Array<{
        visitorId: string;
        /** By a signed `identify`, by an event of a server, by the link of a confirmation mail. */
        how: "signed" | "server" | "confirmed";
        /** What the browser did before belongs to whoever had it then. */
        since: string;
        linkedAt: string;
        lastSeenAt: string;
        undoableUntil: string;
        undoneAt: string | null;
      }>;
      merges: Array<{
        id: string;
        mergedId: string;
        /** The user id that was a contact of its own. */
        userId: string;
        mergedAt: string;
        undoableUntil: string;
        undoneAt: string | null;
      }>;
      consents: Array<{
        type: "email" | "sms" | "push" | "marketing" | "analytics";
        state: "requested" | "granted" | "revoked";
        since: string;
      }>;
      consentHistory: Array<{
        position: number;
        type: "email" | "sms" | "push" | "marketing" | "analytics";
        action: "requested" | "granted" | "revoked";
        source: string;
        wordingVersion: string | null;
        /** What they were shown, as long as the evidence is kept. */
        wording: string | null;
        /** `registered`: the shop has registered this text. `claimed`: the form says that it showed it. */
        wordingStatus: "registered" | "claimed" | null;
        method: string;
        recordedAt: string;
      }>;
      isSuppressed: boolean;
      deliveries: Array<{
        id: string;
        message: string;
        channel: "email" | "sms" | "push";
        category: "transactional" | "marketing";
        status: "due" | "dispatching" | "sent" | "failed" | "uncertain" | "skipped";
        /** Why it was skipped or failed, in words. */
        reason: string | null;
        createdAt: string;
        sentAt: string | null;
      }>;
      waitlists: Array<{
        id: string;
        productId: string;
        variantId: string | null;
        /** From the catalog; null where it does not know the product. */
        title: string | null;
        status: "pending" | "waiting" | "notified" | "left" | "purchased" | "expired";
        joinedAt: string;
        notifiedAt: string | null;
      }>;
      segments: Array<{
        id: "newsletter";
        name: string;
      }>;
    };
  };
  /** What a contact did, newest first. */
  readTimeline: {
    params: { id: string };
    query: {
      limit?: number | undefined;
      cursor?: string | undefined;
    };
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        type: string;
        occurredAt: string;
        receivedAt: string;
        source: string;
        isTrusted: boolean;
        properties: {
          [name: string]: unknown;
        };
      }>;
      nextCursor: string | null;
    };
  };
  /** Take back that a browser is this contact's, within 30 days: what it did belongs to nobody again. */
  unlinkVisitor: {
    params: { id: string; visitorId: string };
    query: undefined;
    body: undefined;
    answer: {
      result: "unlinked";
    };
  };
  /** Make one contact two again, within 30 days. They are never merged by themselves again. */
  undoMerge: {
    params: { id: string; mergeId: string };
    query: undefined;
    body: undefined;
    answer: {
      result: "undone";
    };
  };
  /** Erase a contact: their address stays stopped, their orders stay without them. It cannot be taken back. */
  eraseContact: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      id: string;
      contactId: string;
      status: "running" | "done";
      /** Events of the log that have lost the person so far. */
      erasedEvents: number;
      requestedAt: string;
      finishedAt: string | null;
    };
  };
  /** How far the erasure of a contact is. */
  readErasure: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      id: string;
      contactId: string;
      status: "running" | "done";
      /** Events of the log that have lost the person so far. */
      erasedEvents: number;
      requestedAt: string;
      finishedAt: string | null;
    };
  };
  /** The networks (/24, /48) a visitor came from in the last 30 days. No whole address is stored. */
  listAddresses: {
    params: undefined;
    query: {
      anonymousId: string;
    };
    body: undefined;
    answer: {
      data: Array<{
        day: string;
        ipPrefix: string;
      }>;
      nextCursor: null;
    };
  };
  /** The segments, with how many contacts are in each. Who they are: `/api/v1/contacts?segment=newsletter`. */
  listSegments: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      data: Array<{
        id: "newsletter";
        name: string;
        /** Who is in it. */
        description: string;
        contactCount: {
          value: number;
          /** More than 10,000: the value is what the database knows of its tables. */
          isEstimate: boolean;
          /** When it was counted. */
          takenAt: string;
        };
      }>;
      nextCursor: null;
    };
  };
  /** What the shop says: each message with its channel, its languages and its topic. */
  listMessages: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        /** What makes a delivery of it, such as `welcome`. */
        key: string;
        name: string;
        channel: "email" | "sms" | "push";
        category: "transactional" | "marketing";
        /** Id of the topic that it is about; who does not want that one does not get it. */
        topic: string | null;
        /** Its own first. */
        languages: Array<string>;
      }>;
      nextCursor: null;
    };
  };
  /** Say what a marketing message is about. Who has said no to that topic does not get it, with `topic_unwanted`. */
  putMessageTopic: {
    params: { id: string };
    query: undefined;
    body: {
      /** Id of a topic of the shop, or null. */
      topic: string | null;
    };
    answer: {
      id: string;
      /** What makes a delivery of it, such as `welcome`. */
      key: string;
      name: string;
      channel: "email" | "sms" | "push";
      category: "transactional" | "marketing";
      /** Id of the topic that it is about; who does not want that one does not get it. */
      topic: string | null;
      /** Its own first. */
      languages: Array<string>;
    };
  };
  /** What the shop writes about, as shoppers choose from it. */
  readTopics: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        name: string;
        description: string;
      }>;
      nextCursor: null;
    };
  };
  /** Replace the topics, in the order in which they are shown. What shoppers said of one that stays is kept. */
  putTopics: {
    params: undefined;
    query: undefined;
    body: {
      topics: Array<{
        id: string;
        name: string;
        description?: string | undefined;
      }>;
    };
    answer: {
      data: Array<{
        id: string;
        name: string;
        description: string;
      }>;
      nextCursor: null;
    };
  };
  /** The consent texts that the shop has registered, newest first. */
  listWordings: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      data: Array<{
        version: string;
        text: string;
        registeredAt: string;
      }>;
      nextCursor: null;
    };
  };
  /** Register consent texts. A registered text never changes: another text is another version, or another language. */
  registerWordings: {
    params: undefined;
    query: undefined;
    body: {
      wordings: Array<{
        version: string;
        text: string;
      }>;
    };
    answer: {
      data: Array<{
        version: string;
        text: string;
        registeredAt: string;
      }>;
      nextCursor: null;
    };
  };
  /** The totals: contacts, events, orders, revenue. */
  readStats: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      contacts: number;
      /** Browsers seen by the tracker, without bots. */
      visitors: number;
      /** All of them, those of bots too. */
      events: number;
      /** What was marked as coming from bots. */
      bots: {
        visitors: number;
        events: number;
      };
      orders: number;
      /** Orders whose total is 0. */
      zeroValueOrders: number;
      /** Minor units, one entry per currency. */
      revenue: Array<{
        amount: number;
        currency: string;
      }>;
      /** Contacts with granted e-mail consent. */
      subscribers: number;
      /** When it was counted: a large shop is counted every few minutes. Events are of now. */
      takenAt: string;
    };
  };
  /** Orders and revenue by day (UTC), up to the newest order. */
  readDailyStats: {
    params: undefined;
    query: {
      days?: number | undefined;
    };
    body: undefined;
    answer: {
      data: Array<{
        day: string;
        orders: number;
        revenue: {
          amount: number;
          currency: string;
        };
      }>;
      nextCursor: null;
    };
  };
  /** What came of each form and of each variation of its test. Only of visitors who allowed analytics. */
  readWidgetUses: {
    params: undefined;
    query: {
      days?: number | undefined;
    };
    body: undefined;
    answer: {
      data: Array<{
        widget: string;
        formId: string | null;
        /** The variation of an A/B test; null without one. */
        variation: string | null;
        viewed: number;
        started: number;
        submitted: number;
        succeeded: number;
        failed: number;
        dismissed: number;
        /** Successes to a view; null where nothing was shown. */
        rate: number | null;
      }>;
      nextCursor: null;
    };
  };
  /** Lag of the consumers, jobs, what failed. */
  readQueue: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      consumers: Array<{
        name: string;
        /** Stored events of this shop that are not applied yet. */
        lag: number;
        /** More wait than are counted: `lag` is an estimate. */
        isEstimate: boolean;
        /** Age of the oldest of them, in seconds. */
        lagSeconds: number;
        bucketsLeased: number;
        buckets: number;
      }>;
      jobs: {
        ready: number;
        scheduled: number;
        running: number;
        dead: number;
        doneLastDay: number;
      };
      quarantined: number;
      /** Beyond 10000 open entries or 32000000 bytes of a source. */
      quarantineOverflow: Array<{
        source: string;
        code: "not_an_object" | "id_missing" | "id_invalid" | "type_missing" | "type_invalid" | "type_not_allowed" | "property_invalid" | "person_invalid" | "signature_invalid" | "time_invalid" | "time_in_future" | "text_not_storable" | "number_not_storable" | "key_not_allowed" | "too_deep" | "too_wide" | "string_too_long" | "event_too_large" | "refused_by_database" | "consumer_failed";
        /** Of the latest. */
        reason: string;
        /** How often one came; a repeat counts again. */
        dropped: number;
        firstAt: string;
        lastAt: string;
      }>;
      deadJobs: Array<{
        id: string;
        kind: string;
        attempts: number;
        lastError: string | null;
        diedAt: string;
      }>;
    };
  };
  /** Put a dead job back in line. */
  replayJob: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      result: "ready";
    };
  };
  /** Events that were set aside, with the reason. */
  listQuarantine: {
    params: undefined;
    query: {
      limit?: number | undefined;
      cursor?: string | undefined;
    };
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        eventId: string | null;
        source: string;
        code: "not_an_object" | "id_missing" | "id_invalid" | "type_missing" | "type_invalid" | "type_not_allowed" | "property_invalid" | "person_invalid" | "signature_invalid" | "time_invalid" | "time_in_future" | "text_not_storable" | "number_not_storable" | "key_not_allowed" | "too_deep" | "too_wide" | "string_too_long" | "event_too_large" | "refused_by_database" | "consumer_failed";
        reason: string;
        /** The event as it came, cut at 8,000 characters. */
        raw: string;
        receivedAt: string;
      }>;
      nextCursor: string | null;
    };
  };
  /** Try a quarantined event again, under the rules of today. */
  replayQuarantined: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      result: "accepted" | "duplicate" | "quarantined";
      reason?: string | undefined;
    };
  };
  /** For how long what is kept, and what the last removals came to. */
  readRetention: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      settings: {
        /** Jobs that are done. Null: for ever. */
        jobsDays: number | null;
        /** Quarantined events that were replayed or closed. Null: for ever. */
        quarantineDays: number | null;
        /** Visitors without a contact, after they were last seen. Null: for ever. */
        visitorsDays: number | null;
        /** Contacts that are nothing but a form that was never confirmed. Null: for ever. */
        unconfirmedDays: number | null;
        /** Behavior. Orders, profiles and consents of the log are always kept. 31 days at least: links and merges that are taken back are undone by what the log says. Null: for ever. */
        eventsDays: number | null;
        /** That a message was sent, or why it was not. What was sent is kept for 31 days at least, since the weekly cap and the pace of a contact go by it. Null: for ever. */
        deliveriesDays: number | null;
        /** What was filled into a message. Null: for ever. */
        variablesDays: number | null;
      };
      runs: Array<{
        kind: "jobsDays" | "quarantineDays" | "visitorsDays" | "unconfirmedDays" | "eventsDays" | "deliveriesDays" | "variablesDays";
        /** When all that is too old had been removed. */
        finishedAt: string | null;
        removedLastRun: number;
        removedEver: number;
        /** For two days nothing came to its end. */
        isOverdue: boolean;
      }>;
    };
  };
  /** Choose for how long what is kept. What is older goes within a day, and does not come back. */
  putRetention: {
    params: undefined;
    query: undefined;
    body: {
      /** Jobs that are done. Null: for ever. */
      jobsDays: number | null;
      /** Quarantined events that were replayed or closed. Null: for ever. */
      quarantineDays: number | null;
      /** Visitors without a contact, after they were last seen. Null: for ever. */
      visitorsDays: number | null;
      /** Contacts that are nothing but a form that was never confirmed. Null: for ever. */
      unconfirmedDays: number | null;
      /** Behavior. Orders, profiles and consents of the log are always kept. 31 days at least: links and merges that are taken back are undone by what the log says. Null: for ever. */
      eventsDays: number | null;
      /** That a message was sent, or why it was not. What was sent is kept for 31 days at least, since the weekly cap and the pace of a contact go by it. Null: for ever. */
      deliveriesDays: number | null;
      /** What was filled into a message. Null: for ever. */
      variablesDays: number | null;
    };
    answer: {
      settings: {
        /** Jobs that are done. Null: for ever. */
        jobsDays: number | null;
        /** Quarantined events that were replayed or closed. Null: for ever. */
        quarantineDays: number | null;
        /** Visitors without a contact, after they were last seen. Null: for ever. */
        visitorsDays: number | null;
        /** Contacts that are nothing but a form that was never confirmed. Null: for ever. */
        unconfirmedDays: number | null;
        /** Behavior. Orders, profiles and consents of the log are always kept. 31 days at least: links and merges that are taken back are undone by what the log says. Null: for ever. */
        eventsDays: number | null;
        /** That a message was sent, or why it was not. What was sent is kept for 31 days at least, since the weekly cap and the pace of a contact go by it. Null: for ever. */
        deliveriesDays: number | null;
        /** What was filled into a message. Null: for ever. */
        variablesDays: number | null;
      };
      runs: Array<{
        kind: "jobsDays" | "quarantineDays" | "visitorsDays" | "unconfirmedDays" | "eventsDays" | "deliveriesDays" | "variablesDays";
        /** When all that is too old had been removed. */
        finishedAt: string | null;
        removedLastRun: number;
        removedEver: number;
        /** For two days nothing came to its end. */
        isOverdue: boolean;
      }>;
    };
  };
  /** Read the settings of the shop. */
  readSettings: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      /** What the shop is called, on pages and in mails. */
      name: string;
      /** The shop's website. */
      siteUrl: string;
      /** Whom mails are from. */
      senderName: string;
      /** The address that mails are from. */
      senderAddress: string;
      /** Printed in every marketing mail. While it is empty, none is sent. */
      postalAddress: string;
      /** ISO 4217. */
      currency: string;
      /** A name of the IANA database, such as `Europe/Berlin`. */
      timezone: string;
      /** How many marketing messages a contact gets in any seven days. */
      weeklyCap: number;
      /** From here on marketing messages wait, by the clock of the contact. */
      quietFrom: string;
      /** Until here. The same as `quietFrom`: no quiet hours. */
      quietUntil: string;
      /** `double`: a sign-up counts when the link in a mail is used. `single`: at once, where the shop knows nobody at the address. */
      optIn: "double" | "single";
    };
  };
  /** Change settings of the shop. */
  changeSettings: {
    params: undefined;
    query: undefined;
    body: {
      /** What the shop is called, on pages and in mails. */
      name?: string | undefined;
      /** The shop's website. */
      siteUrl?: string | undefined;
      /** Whom mails are from. */
      senderName?: string | undefined;
      /** The address that mails are from. */
      senderAddress?: string | undefined;
      /** Printed in every marketing mail. While it is empty, none is sent. */
      postalAddress?: string | undefined;
      /** ISO 4217. */
      currency?: string | undefined;
      /** A name of the IANA database, such as `Europe/Berlin`. */
      timezone?: string | undefined;
      /** How many marketing messages a contact gets in any seven days. */
      weeklyCap?: number | undefined;
      /** From here on marketing messages wait, by the clock of the contact. */
      quietFrom?: string | undefined;
      /** Until here. The same as `quietFrom`: no quiet hours. */
      quietUntil?: string | undefined;
      /** `double`: a sign-up counts when the link in a mail is used. `single`: at once, where the shop knows nobody at the address. */
      optIn?: "double" | "single" | undefined;
    };
    answer: {
      /** What the shop is called, on pages and in mails. */
      name: string;
      /** The shop's website. */
      siteUrl: string;
      /** Whom mails are from. */
      senderName: string;
      /** The address that mails are from. */
      senderAddress: string;
      /** Printed in every marketing mail. While it is empty, none is sent. */
      postalAddress: string;
      /** ISO 4217. */
      currency: string;
      /** A name of the IANA database, such as `Europe/Berlin`. */
      timezone: string;
      /** How many marketing messages a contact gets in any seven days. */
      weeklyCap: number;
      /** From here on marketing messages wait, by the clock of the contact. */
      quietFrom: string;
      /** Until here. The same as `quietFrom`: no quiet hours. */
      quietUntil: string;
      /** `double`: a sign-up counts when the link in a mail is used. `single`: at once, where the shop knows nobody at the address. */
      optIn: "double" | "single";
    };
  };
  /** The sites and servers that send events. */
  listSources: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        name: string;
        kind: "browser" | "server" | "import";
        /** The newest public write key. */
        writeKey: string | null;
        allowedOrigins: Array<string>;
        /** null: all types. */
        allowedTypes: Array<string> | null;
        /** The keys that are good today, newest first. */
        keys: Array<{
          id: string;
          kind: "write" | "secret" | "identity";
          /** Its last characters; null where only a hash was ever stored. */
          lastFour: string | null;
          createdAt: string;
          /** Refused from then on, since a newer key took its place. */
          expiresAt: string | null;
          /** To about five minutes; null for identity keys. */
          lastUsedAt: string | null;
        }>;
        createdAt: string;
        lastSeenAt: string | null;
        events: number;
        /** Events that were not stored, since another one came under their id before: each needs an id of its own. */
        differingRepeats: number;
      }>;
      nextCursor: null;
    };
  };
  /** Make a source with its keys. The secret key of a server source is shown this once. */
  addSource: {
    params: undefined;
    query: undefined;
    body: {
      name: string;
      kind: "browser" | "server";
      /** Scheme, host and port of the pages that may send. Of browser sources only. */
      allowedOrigins?: Array<string> | undefined;
      /** The types of events this source may send; null for all. Others are set aside. */
      allowedTypes?: Array<string> | null | undefined;
    };
    answer: {
      source: {
        id: string;
        name: string;
        kind: "browser" | "server" | "import";
        /** The newest public write key. */
        writeKey: string | null;
        allowedOrigins: Array<string>;
        /** null: all types. */
        allowedTypes: Array<string> | null;
        /** The keys that are good today, newest first. */
        keys: Array<{
          id: string;
          kind: "write" | "secret" | "identity";
          /** Its last characters; null where only a hash was ever stored. */
          lastFour: string | null;
          createdAt: string;
          /** Refused from then on, since a newer key took its place. */
          expiresAt: string | null;
          /** To about five minutes; null for identity keys. */
          lastUsedAt: string | null;
        }>;
        createdAt: string;
        lastSeenAt: string | null;
        events: number;
        /** Events that were not stored, since another one came under their id before: each needs an id of its own. */
        differingRepeats: number;
      };
      /** Of a server source: shown this once. */
      secretKey: string | null;
    };
  };
  /** Change the name, the allowed origins or the allowed types of a source. */
  changeSource: {
    params: { id: string };
    query: undefined;
    body: {
      name?: string | undefined;
      /** Scheme, host and port of the pages that may send. Of browser sources only. */
      allowedOrigins?: Array<string> | undefined;
      /** The types of events this source may send; null for all. Others are set aside. */
      allowedTypes?: Array<string> | null | undefined;
    };
    answer: {
      id: string;
      name: string;
      kind: "browser" | "server" | "import";
      /** The newest public write key. */
      writeKey: string | null;
      allowedOrigins: Array<string>;
      /** null: all types. */
      allowedTypes: Array<string> | null;
      /** The keys that are good today, newest first. */
      keys: Array<{
        id: string;
        kind: "write" | "secret" | "identity";
        /** Its last characters; null where only a hash was ever stored. */
        lastFour: string | null;
        createdAt: string;
        /** Refused from then on, since a newer key took its place. */
        expiresAt: string | null;
        /** To about five minutes; null for identity keys. */
        lastUsedAt: string | null;
      }>;
      createdAt: string;
      lastSeenAt: string | null;
      events: number;
      /** Events that were not stored, since another one came under their id before: each needs an id of its own. */
      differingRepeats: number;
    };
  };
  /** End a source and all its keys, for good. What it sent stays. */
  revokeSource: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      result: "revoked";
    };
  };
  /** What a source has sent: types of events, their properties with JSON types, first and last seen. */
  readSourceSchema: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      data: Array<{
        type: string;
        isInCatalog: boolean;
        events: number;
        /** Those of them that were marked as bots’. */
        botEvents: number;
        firstSeenAt: string;
        lastSeenAt: string;
        properties: Array<{
          name: string;
          isInCatalog: boolean;
          /** All JSON types it came with. */
          types: Array<"string" | "number" | "boolean" | "object" | "array" | "null">;
          /** Events that had it. */
          events: number;
          firstSeenAt: string;
          lastSeenAt: string;
        }>;
        /** How often a property came that is not listed: too many names, or too long a name. */
        propertiesLeftOut: number;
      }>;
      /** Events of types that are not listed: the source has sent too many different ones. */
      otherEvents: number;
    };
  };
  /** Make a new key of a kind. Those of before live on for an overlap, so that both are good meanwhile. */
  rotateKey: {
    params: { id: string };
    query: undefined;
    body: {
      kind: "write" | "secret" | "identity";
      /** How long the keys of before live on: seven days if left out, 0 ends them at once. */
      overlapSeconds?: number | undefined;
    };
    answer: {
      key: {
        id: string;
        kind: "write" | "secret" | "identity";
        /** Its last characters; null where only a hash was ever stored. */
        lastFour: string | null;
        createdAt: string;
        /** Refused from then on, since a newer key took its place. */
        expiresAt: string | null;
        /** To about five minutes; null for identity keys. */
        lastUsedAt: string | null;
      };
      /** The key itself. Of a secret key only in the answer that made it. */
      value: string | null;
    };
  };
  /** A write key or an identity key in clear. Of a secret key only its hash is stored: `value` is null. */
  showKey: {
    params: { id: string; keyId: string };
    query: undefined;
    body: undefined;
    answer: {
      key: {
        id: string;
        kind: "write" | "secret" | "identity";
        /** Its last characters; null where only a hash was ever stored. */
        lastFour: string | null;
        createdAt: string;
        /** Refused from then on, since a newer key took its place. */
        expiresAt: string | null;
        /** To about five minutes; null for identity keys. */
        lastUsedAt: string | null;
      };
      /** The key itself. Of a secret key only in the answer that made it. */
      value: string | null;
    };
  };
  /** End one key at once. */
  revokeKey: {
    params: { id: string; keyId: string };
    query: undefined;
    body: undefined;
    answer: {
      result: "revoked";
    };
  };
  /** List the users of the shop. */
  listUsers: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        /** Empty until the invitation is accepted. */
        name: string;
        email: string;
        role: "owner" | "admin" | "marketer" | "analyst" | "developer" | "support";
        /** `invited`: has no password yet. */
        status: "active" | "invited";
        createdAt: string;
      }>;
      nextCursor: null;
    };
  };
  /** Invite a user. The answer has a link that works once, within 7 days. */
  inviteUser: {
    params: undefined;
    query: undefined;
    body: {
      email: string;
      /** Only an owner can give the role `owner`. */
      role: "owner" | "admin" | "marketer" | "analyst" | "developer" | "support";
    };
    answer: {
      user: {
        id: string;
        /** Empty until the invitation is accepted. */
        name: string;
        email: string;
        role: "owner" | "admin" | "marketer" | "analyst" | "developer" | "support";
        /** `invited`: has no password yet. */
        status: "active" | "invited";
        createdAt: string;
      };
      /** Shown this once: hand it to the user. It replaces earlier links. */
      link: string;
      expiresAt: string;
    };
  };
  /** Change the role of a user. The last owner stays owner. */
  changeUser: {
    params: { id: string };
    query: undefined;
    body: {
      role: "owner" | "admin" | "marketer" | "analyst" | "developer" | "support";
    };
    answer: {
      id: string;
      /** Empty until the invitation is accepted. */
      name: string;
      email: string;
      role: "owner" | "admin" | "marketer" | "analyst" | "developer" | "support";
      /** `invited`: has no password yet. */
      status: "active" | "invited";
      createdAt: string;
    };
  };
  /** Create a new link for a user to set a password: a new invitation, or a reset. It works once, within 7 days. */
  createUserLink: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      user: {
        id: string;
        /** Empty until the invitation is accepted. */
        name: string;
        email: string;
        role: "owner" | "admin" | "marketer" | "analyst" | "developer" | "support";
        /** `invited`: has no password yet. */
        status: "active" | "invited";
        createdAt: string;
      };
      /** Shown this once: hand it to the user. It replaces earlier links. */
      link: string;
      expiresAt: string;
    };
  };
  /** Remove a user and end their sessions. The last owner cannot be removed. */
  removeUser: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      result: "removed";
    };
  };
  /** List the API keys of the shop, the newest first. */
  listApiKeys: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        name: string;
        /** The last four characters: what a person knows it by. */
        lastFour: string;
        /** What it may do. */
        scopes: Array<"audit.read" | "catalog.write" | "contacts.read" | "contacts.write" | "contacts.erase" | "events.read" | "keys.write" | "messages.read" | "messages.write" | "metrics.read" | "operations.read" | "operations.write" | "owners.write" | "settings.read" | "settings.write" | "sources.read" | "sources.write" | "users.read" | "users.write">;
        createdAt: string;
        /** Null: it does not expire. */
        expiresAt: string | null;
        revokedAt: string | null;
        /** To within five minutes. */
        lastUsedAt: string | null;
      }>;
      nextCursor: null;
    };
  };
  /** Create an API key. Its value is shown once. */
  addApiKey: {
    params: undefined;
    query: undefined;
    body: {
      /** What uses it, such as `ERP export`. */
      name: string;
      /** What it may do. No key can create keys or users. */
      scopes: Array<"audit.read" | "catalog.write" | "contacts.read" | "contacts.write" | "contacts.erase" | "events.read" | "messages.read" | "messages.write" | "metrics.read" | "operations.read" | "operations.write" | "settings.read" | "settings.write" | "sources.read" | "sources.write" | "users.read">;
      /** Left out: it does not expire. */
      expiresAt?: string | null | undefined;
    };
    answer: {
      key: {
        id: string;
        name: string;
        /** The last four characters: what a person knows it by. */
        lastFour: string;
        /** What it may do. */
        scopes: Array<"audit.read" | "catalog.write" | "contacts.read" | "contacts.write" | "contacts.erase" | "events.read" | "keys.write" | "messages.read" | "messages.write" | "metrics.read" | "operations.read" | "operations.write" | "owners.write" | "settings.read" | "settings.write" | "sources.read" | "sources.write" | "users.read" | "users.write">;
        createdAt: string;
        /** Null: it does not expire. */
        expiresAt: string | null;
        revokedAt: string | null;
        /** To within five minutes. */
        lastUsedAt: string | null;
      };
      /** Starts with `ak_`. Shown this once; only its hash is stored. */
      value: string;
    };
  };
  /** Revoke an API key. It stops working at once. */
  revokeApiKey: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      id: string;
      name: string;
      /** The last four characters: what a person knows it by. */
      lastFour: string;
      /** What it may do. */
      scopes: Array<"audit.read" | "catalog.write" | "contacts.read" | "contacts.write" | "contacts.erase" | "events.read" | "keys.write" | "messages.read" | "messages.write" | "metrics.read" | "operations.read" | "operations.write" | "owners.write" | "settings.read" | "settings.write" | "sources.read" | "sources.write" | "users.read" | "users.write">;
      createdAt: string;
      /** Null: it does not expire. */
      expiresAt: string | null;
      revokedAt: string | null;
      /** To within five minutes. */
      lastUsedAt: string | null;
    };
  };
  /** Who changed what in the shop, the newest first. */
  listAudit: {
    params: undefined;
    query: {
      limit?: number | undefined;
      cursor?: string | undefined;
    };
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        actor: {
          kind: "user" | "api_key" | "source" | "command";
          /** Null for a command. */
          id: string | null;
          /** The address of a user, the name of an API key, or the command; as it was at the time. */
          name: string;
        };
        action: "tenant.created" | "settings.changed" | "user.invited" | "user.link_created" | "user.joined" | "user.password_reset" | "user.role_changed" | "user.removed" | "api_key.created" | "api_key.revoked" | "source.created" | "source.changed" | "source.revoked" | "source_key.created" | "source_key.revoked" | "message.changed" | "topics.changed" | "wordings.registered" | "retention.changed" | "contact.visitor_unlinked" | "contact.merge_undone" | "contact.erasure_requested" | "job.replayed" | "quarantined_event.replayed";
        target: {
          kind: "tenant" | "user" | "api_key" | "source" | "message" | "contact" | "job" | "quarantined_event";
          id: string | null;
        };
        summary: string;
        /** The fields that changed, as they were. Never a secret. */
        before: {
          [name: string]: string | number | boolean | null | Array<string>;
        } | null;
        /** The same fields afterwards. */
        after: {
          [name: string]: string | number | boolean | null | Array<string>;
        } | null;
        occurredAt: string;
      }>;
      nextCursor: string | null;
    };
  };
};
