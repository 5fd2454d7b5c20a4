// Written from the endpoint table by `node packages/client/write-calls.ts`; a test compares the two.

/**
 * How each call is made. `isRepeatable`: it may be sent again when it is not known what became of it. `takesKey`: with an
 * `Idempotency-Key`, it may be sent again as well.
 */
export const calls = {
  collect: { method: 'POST', path: '/v1/collect', isRepeatable: true, takesKey: false },
  sendEvents: { method: 'POST', path: '/api/v1/events', isRepeatable: true, takesKey: false },
  listEvents: { method: 'GET', path: '/api/v1/events', isRepeatable: true, takesKey: false },
  readFormToken: { method: 'GET', path: '/v1/form-token', isRepeatable: true, takesKey: false },
  subscribe: { method: 'POST', path: '/v1/subscribe', isRepeatable: true, takesKey: false },
  joinWaitlist: { method: 'POST', path: '/v1/waitlist', isRepeatable: true, takesKey: false },
  readPreferences: { method: 'POST', path: '/v1/preferences', isRepeatable: true, takesKey: false },
  changePreferences: { method: 'POST', path: '/v1/preferences/change', isRepeatable: true, takesKey: false },
  sendPreferencesLink: { method: 'POST', path: '/v1/preferences/link', isRepeatable: false, takesKey: false },
  changeEmail: { method: 'POST', path: '/v1/preferences/email', isRepeatable: false, takesKey: false },
  exportOwnData: { method: 'POST', path: '/v1/preferences/export', isRepeatable: true, takesKey: false },
  eraseOwnData: { method: 'POST', path: '/v1/preferences/erase', isRepeatable: true, takesKey: false },
  readPushKey: { method: 'GET', path: '/v1/push/key', isRepeatable: true, takesKey: false },
  subscribePush: { method: 'POST', path: '/v1/push/subscribe', isRepeatable: true, takesKey: false },
  refreshPush: { method: 'POST', path: '/v1/push/refresh', isRepeatable: true, takesKey: false },
  unsubscribePush: { method: 'POST', path: '/v1/push/unsubscribe', isRepeatable: true, takesKey: false },
  readAvailability: { method: 'GET', path: '/v1/stock', isRepeatable: true, takesKey: false },
  putProducts: { method: 'PUT', path: '/api/v1/catalog/products', isRepeatable: true, takesKey: false },
  setStock: { method: 'POST', path: '/api/v1/catalog/stock', isRepeatable: true, takesKey: true },
  listContacts: { method: 'GET', path: '/api/v1/contacts', isRepeatable: true, takesKey: false },
  readContact: { method: 'GET', path: '/api/v1/contacts/{id}', isRepeatable: true, takesKey: false },
  readCart: { method: 'GET', path: '/api/v1/contacts/{id}/cart', isRepeatable: true, takesKey: false },
  readTimeline: { method: 'GET', path: '/api/v1/contacts/{id}/timeline', isRepeatable: true, takesKey: false },
  unlinkVisitor: { method: 'POST', path: '/api/v1/contacts/{id}/visitors/{visitorId}/unlink', isRepeatable: false, takesKey: true },
  undoMerge: { method: 'POST', path: '/api/v1/contacts/{id}/merges/{mergeId}/undo', isRepeatable: false, takesKey: true },
  eraseContact: { method: 'POST', path: '/api/v1/contacts/{id}/erase', isRepeatable: true, takesKey: false },
  readErasure: { method: 'GET', path: '/api/v1/contacts/{id}/erasure', isRepeatable: true, takesKey: false },
  listAddresses: { method: 'GET', path: '/api/v1/addresses', isRepeatable: true, takesKey: false },
  listSegments: { method: 'GET', path: '/api/v1/segments', isRepeatable: true, takesKey: false },
  createSegment: { method: 'POST', path: '/api/v1/segments', isRepeatable: false, takesKey: true },
  readSegment: { method: 'GET', path: '/api/v1/segments/{id}', isRepeatable: true, takesKey: false },
  countSegment: { method: 'GET', path: '/api/v1/segments/{id}/count', isRepeatable: true, takesKey: false },
  explainSegment: { method: 'GET', path: '/api/v1/segments/{id}/why', isRepeatable: true, takesKey: false },
  previewSegment: { method: 'POST', path: '/api/v1/segment-previews', isRepeatable: true, takesKey: false },
  changeSegment: { method: 'PATCH', path: '/api/v1/segments/{id}', isRepeatable: true, takesKey: true },
  changeSegmentMembers: { method: 'POST', path: '/api/v1/segments/{id}/members', isRepeatable: true, takesKey: true },
  listFlows: { method: 'GET', path: '/api/v1/flows', isRepeatable: true, takesKey: false },
  createFlow: { method: 'POST', path: '/api/v1/flows', isRepeatable: false, takesKey: true },
  readFlow: { method: 'GET', path: '/api/v1/flows/{id}', isRepeatable: true, takesKey: false },
  changeFlow: { method: 'PATCH', path: '/api/v1/flows/{id}', isRepeatable: true, takesKey: true },
  publishFlow: { method: 'POST', path: '/api/v1/flows/{id}/publish', isRepeatable: false, takesKey: true },
  dryRunFlow: { method: 'POST', path: '/api/v1/flows/{id}/dry-run', isRepeatable: true, takesKey: false },
  pauseFlow: { method: 'POST', path: '/api/v1/flows/{id}/pause', isRepeatable: false, takesKey: true },
  resumeFlow: { method: 'POST', path: '/api/v1/flows/{id}/resume', isRepeatable: false, takesKey: true },
  archiveFlow: { method: 'POST', path: '/api/v1/flows/{id}/archive', isRepeatable: false, takesKey: true },
  cloneFlow: { method: 'POST', path: '/api/v1/flows/{id}/clone', isRepeatable: false, takesKey: true },
  listFlowRuns: { method: 'GET', path: '/api/v1/flows/{id}/runs', isRepeatable: true, takesKey: false },
  listContactRuns: { method: 'GET', path: '/api/v1/contacts/{id}/runs', isRepeatable: true, takesKey: false },
  startFlowRun: { method: 'POST', path: '/api/v1/flows/{id}/runs', isRepeatable: false, takesKey: true },
  readFlowRun: { method: 'GET', path: '/api/v1/runs/{id}', isRepeatable: true, takesKey: false },
  endFlowRun: { method: 'POST', path: '/api/v1/runs/{id}/exit', isRepeatable: true, takesKey: true },
  explainFlow: { method: 'GET', path: '/api/v1/contacts/{id}/why', isRepeatable: true, takesKey: false },
  listExperiments: { method: 'GET', path: '/api/v1/experiments', isRepeatable: true, takesKey: false },
  reportWidgetExperiment: { method: 'GET', path: '/api/v1/experiments/widget', isRepeatable: true, takesKey: false },
  reportExperiment: { method: 'GET', path: '/api/v1/experiments/{id}', isRepeatable: true, takesKey: false },
  chooseWinner: { method: 'POST', path: '/api/v1/experiments/{id}/winner', isRepeatable: false, takesKey: true },
  reportHoldout: { method: 'GET', path: '/api/v1/holdout', isRepeatable: true, takesKey: false },
  readWebhookSecret: { method: 'GET', path: '/api/v1/webhook-secret', isRepeatable: true, takesKey: false },
  replaceWebhookSecret: { method: 'POST', path: '/api/v1/webhook-secret/replace', isRepeatable: false, takesKey: true },
  listMessages: { method: 'GET', path: '/api/v1/messages', isRepeatable: true, takesKey: false },
  createMessage: { method: 'POST', path: '/api/v1/messages', isRepeatable: false, takesKey: true },
  readMessage: { method: 'GET', path: '/api/v1/messages/{id}', isRepeatable: true, takesKey: false },
  changeMessage: { method: 'PATCH', path: '/api/v1/messages/{id}', isRepeatable: true, takesKey: true },
  publishMessage: { method: 'POST', path: '/api/v1/messages/{id}/publish', isRepeatable: false, takesKey: true },
  listMessageVersions: { method: 'GET', path: '/api/v1/messages/{id}/versions', isRepeatable: true, takesKey: false },
  previewMessage: { method: 'POST', path: '/api/v1/messages/{id}/preview', isRepeatable: true, takesKey: false },
  testMessage: { method: 'POST', path: '/api/v1/messages/{id}/test', isRepeatable: false, takesKey: true },
  listMessageBlocks: { method: 'GET', path: '/api/v1/message-blocks', isRepeatable: true, takesKey: false },
  putMessageBlocks: { method: 'PUT', path: '/api/v1/message-blocks', isRepeatable: true, takesKey: false },
  putMessageTopic: { method: 'PUT', path: '/api/v1/messages/{id}/topic', isRepeatable: true, takesKey: false },
  listCouponPools: { method: 'GET', path: '/api/v1/coupon-pools', isRepeatable: true, takesKey: false },
  putCouponPool: { method: 'PUT', path: '/api/v1/coupon-pools/{key}', isRepeatable: true, takesKey: false },
  addCouponCodes: { method: 'POST', path: '/api/v1/coupon-pools/{key}/codes', isRepeatable: true, takesKey: true },
  readCouponCode: { method: 'GET', path: '/api/v1/coupon-pools/{key}/codes/{code}', isRepeatable: true, takesKey: false },
  listDeliveries: { method: 'GET', path: '/api/v1/deliveries', isRepeatable: true, takesKey: false },
  explainDelivery: { method: 'GET', path: '/api/v1/deliveries/{id}/why', isRepeatable: true, takesKey: false },
  recordProviderEvents: { method: 'POST', path: '/api/v1/provider-events', isRepeatable: true, takesKey: true },
  recordBounces: { method: 'POST', path: '/api/v1/bounces', isRepeatable: true, takesKey: true },
  listReceivedSms: { method: 'GET', path: '/api/v1/sms/inbound', isRepeatable: true, takesKey: false },
  readTopics: { method: 'GET', path: '/api/v1/topics', isRepeatable: true, takesKey: false },
  putTopics: { method: 'PUT', path: '/api/v1/topics', isRepeatable: true, takesKey: false },
  listWordings: { method: 'GET', path: '/api/v1/consent/wordings', isRepeatable: true, takesKey: false },
  registerWordings: { method: 'POST', path: '/api/v1/consent/wordings', isRepeatable: true, takesKey: true },
  readStats: { method: 'GET', path: '/api/v1/stats', isRepeatable: true, takesKey: false },
  readDailyStats: { method: 'GET', path: '/api/v1/stats/daily', isRepeatable: true, takesKey: false },
  readWidgetUses: { method: 'GET', path: '/api/v1/stats/widgets', isRepeatable: true, takesKey: false },
  readQueue: { method: 'GET', path: '/api/v1/queue', isRepeatable: true, takesKey: false },
  replayJob: { method: 'POST', path: '/api/v1/queue/jobs/{id}/replay', isRepeatable: false, takesKey: true },
  listQuarantine: { method: 'GET', path: '/api/v1/quarantine', isRepeatable: true, takesKey: false },
  replayQuarantined: { method: 'POST', path: '/api/v1/quarantine/{id}/replay', isRepeatable: false, takesKey: true },
  readRetention: { method: 'GET', path: '/api/v1/retention', isRepeatable: true, takesKey: false },
  putRetention: { method: 'PUT', path: '/api/v1/retention', isRepeatable: true, takesKey: false },
  readSettings: { method: 'GET', path: '/api/v1/settings', isRepeatable: true, takesKey: false },
  changeSettings: { method: 'PATCH', path: '/api/v1/settings', isRepeatable: true, takesKey: true },
  readSenderDomain: { method: 'GET', path: '/api/v1/sender-domain', isRepeatable: true, takesKey: false },
  checkSenderDomain: { method: 'POST', path: '/api/v1/sender-domain/check', isRepeatable: true, takesKey: true },
  rotateDkimKey: { method: 'POST', path: '/api/v1/sender-domain/rotate', isRepeatable: false, takesKey: true },
  listSources: { method: 'GET', path: '/api/v1/sources', isRepeatable: true, takesKey: false },
  addSource: { method: 'POST', path: '/api/v1/sources', isRepeatable: false, takesKey: true },
  changeSource: { method: 'PATCH', path: '/api/v1/sources/{id}', isRepeatable: true, takesKey: true },
  revokeSource: { method: 'POST', path: '/api/v1/sources/{id}/revoke', isRepeatable: false, takesKey: true },
  readSourceSchema: { method: 'GET', path: '/api/v1/sources/{id}/schema', isRepeatable: true, takesKey: false },
  rotateKey: { method: 'POST', path: '/api/v1/sources/{id}/keys', isRepeatable: false, takesKey: true },
  showKey: { method: 'GET', path: '/api/v1/sources/{id}/keys/{keyId}', isRepeatable: true, takesKey: false },
  revokeKey: { method: 'POST', path: '/api/v1/sources/{id}/keys/{keyId}/revoke', isRepeatable: false, takesKey: true },
  listUsers: { method: 'GET', path: '/api/v1/users', isRepeatable: true, takesKey: false },
  inviteUser: { method: 'POST', path: '/api/v1/users', isRepeatable: false, takesKey: true },
  changeUser: { method: 'PATCH', path: '/api/v1/users/{id}', isRepeatable: true, takesKey: true },
  createUserLink: { method: 'POST', path: '/api/v1/users/{id}/link', isRepeatable: false, takesKey: true },
  removeUser: { method: 'POST', path: '/api/v1/users/{id}/remove', isRepeatable: false, takesKey: true },
  listApiKeys: { method: 'GET', path: '/api/v1/keys', isRepeatable: true, takesKey: false },
  addApiKey: { method: 'POST', path: '/api/v1/keys', isRepeatable: false, takesKey: true },
  revokeApiKey: { method: 'POST', path: '/api/v1/keys/{id}/revoke', isRepeatable: false, takesKey: true },
  listAudit: { method: 'GET', path: '/api/v1/audit', isRepeatable: true, takesKey: false },
} as const;

export type SegmentFilter = {
  kind: "and" | "or";
  filters: Array<SegmentFilter>;
} | {
  kind: "not";
  filter: SegmentFilter;
} | {
  kind: "field";
  field: "userId" | "email" | "phone" | "firstName" | "lastName" | "language" | "timezone";
  comparison: {
    operator: "equals" | "not_equals" | "contains" | "starts_with";
    value: string;
  } | {
    operator: "in" | "not_in";
    values: Array<string>;
  } | {
    operator: "is_set";
    value: boolean;
  };
} | {
  kind: "field";
  field: "orderCount" | "lifetimeValue" | "averageOrderValue";
  comparison: {
    operator: "equals" | "not_equals" | "greater_than" | "less_than";
    value: number;
  } | {
    operator: "between";
    from: number;
    to: number;
  } | {
    operator: "in" | "not_in";
    values: Array<number>;
  } | {
    operator: "is_set";
    value: boolean;
  };
} | {
  kind: "field";
  field: "registeredAt" | "createdAt" | "lastSeenAt" | "firstOrderAt" | "lastOrderAt";
  comparison: {
    operator: "before" | "after";
    value: string;
  } | {
    operator: "within_last" | "more_than_ago";
    amount: number;
    /** A day is 24 hours. */
    unit: "minutes" | "hours" | "days" | "weeks";
  } | {
    operator: "on_this_day" | "is_today";
  } | {
    operator: "is_set";
    value: boolean;
  };
} | {
  kind: "field";
  field: "emailVerified";
  comparison: {
    operator: "equals";
    value: boolean;
  };
} | {
  kind: "property";
  property: string;
  comparison: {
    operator: "equals" | "not_equals";
    value: string | number | boolean;
  } | {
    operator: "contains" | "starts_with";
    value: string;
  } | {
    operator: "greater_than" | "less_than";
    value: number;
  } | {
    operator: "between";
    from: number;
    to: number;
  } | {
    operator: "in" | "not_in";
    values: Array<string | number | boolean>;
  } | {
    operator: "before" | "after";
    value: string;
  } | {
    operator: "within_last" | "more_than_ago";
    amount: number;
    /** A day is 24 hours. */
    unit: "minutes" | "hours" | "days" | "weeks";
  } | {
    operator: "on_this_day" | "is_today";
  } | {
    operator: "is_set";
    value: boolean;
  };
} | {
  kind: "event";
  event: string;
  conditions?: Array<{
    property: string;
    comparison: {
      operator: "equals" | "not_equals";
      value: string | number | boolean;
    } | {
      operator: "contains" | "starts_with";
      value: string;
    } | {
      operator: "greater_than" | "less_than";
      value: number;
    } | {
      operator: "between";
      from: number;
      to: number;
    } | {
      operator: "in" | "not_in";
      values: Array<string | number | boolean>;
    } | {
      operator: "before" | "after";
      value: string;
    } | {
      operator: "within_last" | "more_than_ago";
      amount: number;
      /** A day is 24 hours. */
      unit: "minutes" | "hours" | "days" | "weeks";
    } | {
      operator: "on_this_day" | "is_today";
    } | {
      operator: "is_set";
      value: boolean;
    };
  }> | undefined;
  /** If omitted, at least once. */
  times?: {
    operator: "at_least" | "at_most" | "exactly";
    count: number;
  } | undefined;
  /** If omitted, ever. */
  period?: {
    operator: "within_last";
    amount: number;
    /** A day is 24 hours. */
    unit: "minutes" | "hours" | "days" | "weeks";
  } | {
    operator: "between";
    from: string;
    to: string;
  } | undefined;
} | {
  kind: "product";
  action: "viewed" | "bought";
  products: Array<string>;
  /** If omitted, at least once. */
  times?: {
    operator: "at_least" | "at_most" | "exactly";
    count: number;
  } | undefined;
  /** If omitted, ever. */
  period?: {
    operator: "within_last";
    amount: number;
    /** A day is 24 hours. */
    unit: "minutes" | "hours" | "days" | "weeks";
  } | {
    operator: "between";
    from: string;
    to: string;
  } | undefined;
} | {
  kind: "category";
  action: "viewed" | "bought";
  /** As in the catalog. */
  categories: Array<string>;
  /** If omitted, at least once. */
  times?: {
    operator: "at_least" | "at_most" | "exactly";
    count: number;
  } | undefined;
  /** If omitted, ever. */
  period?: {
    operator: "within_last";
    amount: number;
    /** A day is 24 hours. */
    unit: "minutes" | "hours" | "days" | "weeks";
  } | {
    operator: "between";
    from: string;
    to: string;
  } | undefined;
} | {
  kind: "consent";
  type: "email" | "sms" | "push" | "marketing" | "analytics";
  state: "requested" | "granted" | "revoked" | "none";
} | {
  kind: "suppression";
  /** The address of the contact in this channel is suppressed. */
  channel: "email";
} | {
  kind: "waitlist";
  /** If omitted, any product. */
  products?: Array<string> | undefined;
} | {
  kind: "segment";
  /** Id of another segment. */
  segment: string;
} | {
  kind: "message";
  /** If omitted, `received`. Of opens and clicks only those of people count, for each message the first; a click counts as an open. */
  action?: "received" | "opened" | "clicked" | undefined;
  /** Id of the message. If omitted, any message. */
  message?: string | undefined;
  /** If omitted, at least once. */
  times?: {
    operator: "at_least" | "at_most" | "exactly";
    count: number;
  } | undefined;
  /** If omitted, ever. */
  period?: {
    operator: "within_last";
    amount: number;
    /** A day is 24 hours. */
    unit: "minutes" | "hours" | "days" | "weeks";
  } | {
    operator: "between";
    from: string;
    to: string;
  } | undefined;
};
export type __schema0 = Array<__schema1>;
export type __schema1 = FlowStep;
export type FlowStep = {
  /** Unique within the flow. Runs and deliveries name it. */
  id: string;
  kind: "send";
  /** Key of the message, such as `welcome`. */
  message: string;
  /** A test of variations of the message. */
  experiment?: {
    /** `opens`, `clicks`: contacts that opened or clicked, of those to whom it was delivered. `conversions`: contacts with an order, of all that were assigned. `revenue`: revenue per contact that was assigned. */
    metric: "opens" | "clicks" | "conversions" | "revenue";
    /** How long after the start the variation with the highest metric goes to all. If omitted, a user decides. */
    decideAfter?: {
      amount: number;
      /** A day is 24 hours. */
      unit: "minutes" | "hours" | "days" | "weeks";
    } | undefined;
    /** Orders count so many days after a contact is assigned. 5 if omitted. */
    windowDays?: number | undefined;
    variations: Array<{
      key: string;
      name: string;
      /** Its share is its weight divided by all weights. */
      weight: number;
      /** Key of another message. If omitted, that of the step. */
      message?: string | undefined;
      /** What it changes of the message. */
      override?: {
        /** The subject by language, as Liquid. In other languages the message keeps its own. */
        subjects?: {
          [name: string]: string;
        } | undefined;
        /** The preheader by language, as Liquid. In other languages the message keeps its own. */
        preheaders?: {
          [name: string]: string;
        } | undefined;
        /** Whom the mail is from; the address stays. */
        senderName?: string | undefined;
      } | undefined;
      /** It is sent so much later. */
      delay?: {
        amount: number;
        /** A day is 24 hours. */
        unit: "minutes" | "hours" | "days" | "weeks";
      } | undefined;
      /** Its contacts get no message and go on to the next step. */
      isHoldout?: true | undefined;
    }>;
  } | undefined;
} | {
  /** Unique within the flow. Runs and deliveries name it. */
  id: string;
  kind: "wait";
  amount: number;
  /** A day is 24 hours. */
  unit: "minutes" | "hours" | "days" | "weeks";
} | {
  /** Unique within the flow. Runs and deliveries name it. */
  id: string;
  kind: "wait_until";
  from: string;
  until: string;
  /** 1 is Monday. If omitted, any day. */
  weekdays?: Array<number> | undefined;
} | {
  /** Unique within the flow. Runs and deliveries name it. */
  id: string;
  kind: "update_contact";
  /** Null removes the property. */
  properties: {
    [name: string]: string | number | boolean | null;
  };
} | {
  /** Unique within the flow. Runs and deliveries name it. */
  id: string;
  kind: "add_to_segment" | "remove_from_segment";
  segment: string;
} | {
  /** Unique within the flow. Runs and deliveries name it. */
  id: string;
  kind: "webhook";
  /** Public and HTTPS, or an origin that the operator allows. */
  url: string;
} | {
  /** Unique within the flow. Runs and deliveries name it. */
  id: string;
  kind: "notify_user";
  /** Every user of the shop with this role gets the mail. */
  role: "owner" | "admin" | "marketer" | "analyst" | "developer" | "support";
  /** The subject of the mail, such as `A VIP has complained`. */
  text: string;
} | {
  /** Unique within the flow. Runs and deliveries name it. */
  id: string;
  kind: "exit";
} | {
  /** Unique within the flow. Runs and deliveries name it. */
  id: string;
  kind: "wait_for";
  event: string;
  conditions?: Array<{
    property: string;
    comparison: {
      operator: "equals" | "not_equals";
      value: string | number | boolean;
    } | {
      operator: "contains" | "starts_with";
      value: string;
    } | {
      operator: "greater_than" | "less_than";
      value: number;
    } | {
      operator: "between";
      from: number;
      to: number;
    } | {
      operator: "in" | "not_in";
      values: Array<string | number | boolean>;
    } | {
      operator: "before" | "after";
      value: string;
    } | {
      operator: "within_last" | "more_than_ago";
      amount: number;
      /** A day is 24 hours. */
      unit: "minutes" | "hours" | "days" | "weeks";
    } | {
      operator: "on_this_day" | "is_today";
    } | {
      operator: "is_set";
      value: boolean;
    };
  }> | undefined;
  within: {
    amount: number;
    /** A day is 24 hours. */
    unit: "minutes" | "hours" | "days" | "weeks";
  };
  /** If the event happens in time. It counts from the end of the last wait, or the entry. */
  yes: __schema0;
  no: __schema0;
} | {
  /** Unique within the flow. Runs and deliveries name it. */
  id: string;
  kind: "branch";
  filter: SegmentFilter;
  yes: __schema0;
  no: __schema0;
} | {
  /** Unique within the flow. Runs and deliveries name it. */
  id: string;
  kind: "split";
  /** Each contact takes one part at random, by weight. */
  parts: Array<{
    weight: number;
    steps: __schema0;
  }>;
};

/** What each call takes and answers. */
export type Calls = {
  /** Send events from a browser. `?key=pk_…`, JSON as text/plain or application/json, gzip allowed. */
  collect: {
    params: undefined;
    query: undefined;
    body: {
      /** The client’s clock at sending, to correct its skew. */
      sentAt?: string | number | undefined;
      /** Default for events without their own. */
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
        /** Created by the client and kept over retries, so that repeats are dropped. A UUIDv7 is best. */
        id: string;
        type: string;
        /** ISO 8601 with time zone, or milliseconds since 1970. Default: the time of receipt. */
        occurredAt?: string | number | undefined;
        /** The visitor id of one browser. */
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
      /** One entry per event, in the order sent. */
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
  /** Send events from a server. They are trusted: orders count as revenue. */
  sendEvents: {
    params: undefined;
    query: undefined;
    body: {
      /** The client’s clock at sending, to correct its skew. */
      sentAt?: string | number | undefined;
      /** Default for events without their own. */
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
        /** Created by the client and kept over retries, so that repeats are dropped. A UUIDv7 is best. */
        id: string;
        type: string;
        /** ISO 8601 with time zone, or milliseconds since 1970. Default: the time of receipt. */
        occurredAt?: string | number | undefined;
        /** The visitor id of one browser. */
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
      /** One entry per event, in the order sent. */
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
  /** List events, newest first. */
  listEvents: {
    params: undefined;
    query: {
      limit?: number | undefined;
      cursor?: string | undefined;
      type?: string | undefined;
      /** Filter by whether the event was marked as sent by a bot. Default: both. */
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
  /** Get a form token. It is valid after one second, which shows that the form was not submitted instantly. `?key=pk_…` */
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
  /** Start a newsletter sign-up. A confirmation is sent to the address. */
  subscribe: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; can be sent as a query parameter instead. */
      key?: string | undefined;
      /** Created by the form, so that a second click is the same sign-up. */
      submissionId?: string | undefined;
      email: string;
      firstName?: string | undefined;
      interests?: Array<string> | undefined;
      birthday?: string | undefined;
      /** With its country code, `+49 170 1234567`, or as it is written in the country of the shop. One that cannot be read does not stop the sign-up: see `warnings`. */
      phone?: string | undefined;
      /** The text beside the separate box that was ticked. Recorded as `requested`: confirming the address does not grant it, because it does not prove that the phone belongs to the shopper. */
      smsConsent?: {
        wording: string;
        wordingVersion: string;
      } | undefined;
      /** The visitor id of one browser. */
      anonymousId?: string | number | null | undefined;
      formId?: string | undefined;
      language?: string | undefined;
      /** The version of the consent text that was shown. */
      wordingVersion: string;
      /** The consent text that was shown. */
      wording: string;
      pageUrl?: string | undefined;
      /** Honeypot. People leave it empty; if it is filled, a challenge follows. */
      leaveBlank?: string | undefined;
      /** From `GET /v1/form-token`, at least a second and at most four hours old; good for one submission. */
      formToken?: string | undefined;
      /** The answer to the challenge of a `challenge_required`: its kind, a colon, and what solving it gave. */
      challengeAnswer?: string | undefined;
    };
    answer: {
      /** A confirmation is sent if allowed. The response is the same in all cases. */
      status: "pending";
      /** `phone_unreadable`: the phone number has no country code and is no number of the country of the shop. The sign-up goes on without it, and without consent to text messages. */
      warnings?: Array<"phone_unreadable"> | undefined;
    };
  };
  /** Join the waitlist of a product. The address is confirmed first. */
  joinWaitlist: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; can be sent as a query parameter instead. */
      key?: string | undefined;
      /** Created by the form, so that a second click is the same request. */
      submissionId?: string | undefined;
      email: string;
      productId: string | number;
      variantId?: string | number | null | undefined;
      /** The visitor id of one browser. */
      anonymousId?: string | number | null | undefined;
      language?: string | undefined;
      /** The version of the text that was shown. */
      wordingVersion: string;
      /** The text that was shown. */
      wording: string;
      pageUrl?: string | undefined;
      /** Honeypot. People leave it empty; if it is filled, a challenge follows. */
      leaveBlank?: string | undefined;
      /** From `GET /v1/form-token`, at least a second and at most four hours old; good for one submission. */
      formToken?: string | undefined;
      /** The answer to the challenge of a `challenge_required`: its kind, a colon, and what solving it gave. */
      challengeAnswer?: string | undefined;
    };
    answer: {
      /** A confirmation is sent if needed and allowed. The response is the same in all cases. */
      status: "pending";
    };
  };
  /** Get a shopper’s preferences, with the token of their link or a signature of the shop. */
  readPreferences: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; can be sent as a query parameter instead. */
      key?: string | undefined;
      /** The token from a preferences link. */
      token?: string | undefined;
      /** The shop's own id of the person. */
      userId?: string | number | null | undefined;
      email?: string | undefined;
      /** HMAC-SHA-256 in hex of the user id, else of `email:` and the address, by the shop’s server. */
      signature?: string | undefined;
    };
    answer: {
      shop: string;
      /** Masked, such as `a…@example.com`. */
      email: string | null;
      /** The caller used a link from an email, and may also export, erase and change the address. */
      isOwner: boolean;
      channels: {
        [name: string]: {
          isOn: boolean;
          /** Whether the channel can be turned on here. It can always be turned off. */
          canTurnOn: boolean;
        };
      };
      /** Browsers that receive push messages. */
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
        /** From the catalog; null if the product is not in it. */
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
        /** The text that was shown, while the evidence is kept. */
        wording: string | null;
        /** `registered`: the shop has registered this text. `claimed`: the form says that it showed it. */
        wordingStatus: "registered" | "claimed" | null;
        method: string;
        recordedAt: string;
      }>;
    };
  };
  /** Change a shopper’s preferences. Fields left out stay as they are. Returns the new state. */
  changePreferences: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; can be sent as a query parameter instead. */
      key?: string | undefined;
      /** The token from a preferences link. */
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
        /** By topic id. */
        topics?: {
          [name: string]: boolean;
        } | undefined;
        /** At most one marketing message in this period. */
        frequency?: "daily" | "weekly" | "monthly" | null | undefined;
        /** No marketing messages before this time; at most a year ahead. */
        pausedUntil?: string | null | undefined;
        /** Ids of waitlist entries. */
        leaveWaitlists?: Array<string> | undefined;
        /** Ids of push devices. */
        removePushDevices?: Array<string> | undefined;
        /** Deactivate all preferences links, including the one used for this call. */
        endLinks?: true | undefined;
        /** The version of the consent text that was shown beside a channel. */
        wordingVersion?: string | undefined;
        /** The consent text that was shown. */
        wording?: string | undefined;
      };
    };
    answer: {
      shop: string;
      /** Masked, such as `a…@example.com`. */
      email: string | null;
      /** The caller used a link from an email, and may also export, erase and change the address. */
      isOwner: boolean;
      channels: {
        [name: string]: {
          isOn: boolean;
          /** Whether the channel can be turned on here. It can always be turned off. */
          canTurnOn: boolean;
        };
      };
      /** Browsers that receive push messages. */
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
        /** From the catalog; null if the product is not in it. */
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
        /** The text that was shown, while the evidence is kept. */
        wording: string | null;
        /** `registered`: the shop has registered this text. `claimed`: the form says that it showed it. */
        wordingStatus: "registered" | "claimed" | null;
        method: string;
        recordedAt: string;
      }>;
    };
  };
  /** Email a shopper the link to their preferences. It works for an hour. */
  sendPreferencesLink: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; can be sent as a query parameter instead. */
      key?: string | undefined;
      email: string;
      /** Created by the form, so that a second click is the same request. */
      submissionId?: string | undefined;
      /** Honeypot. People leave it empty; if it is filled, a challenge follows. */
      leaveBlank?: string | undefined;
      /** From `GET /v1/form-token`, at least a second and at most four hours old; good for one submission. */
      formToken?: string | undefined;
      /** The answer to the challenge of a `challenge_required`: its kind, a colon, and what solving it gave. */
      challengeAnswer?: string | undefined;
    };
    answer: {
      /** An email is sent if allowed. The response is the same in all cases. */
      status: "pending";
    };
  };
  /** Change the email address. Needs a token. A confirmation is sent to the new address. */
  changeEmail: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; can be sent as a query parameter instead. */
      key?: string | undefined;
      /** The token from a preferences link. */
      token?: string | undefined;
      /** The shop's own id of the person. */
      userId?: string | number | null | undefined;
      email?: string | undefined;
      /** HMAC-SHA-256 in hex of the user id, else of `email:` and the address, by the shop’s server. */
      signature?: string | undefined;
      newEmail: string;
    };
    answer: {
      /** An email is sent if allowed. The response is the same in all cases. */
      status: "pending";
    };
  };
  /** Export everything that is stored about a shopper. Needs a token. */
  exportOwnData: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; can be sent as a query parameter instead. */
      key?: string | undefined;
      /** The token from a preferences link. */
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
      segments: Array<{
        [name: string]: unknown;
      }>;
      segmentsByHand: Array<{
        [name: string]: unknown;
      }>;
      segmentChanges: Array<{
        [name: string]: unknown;
      }>;
      flows: Array<{
        [name: string]: unknown;
      }>;
      experiments: Array<{
        [name: string]: unknown;
      }>;
      orders: Array<{
        [name: string]: unknown;
      }>;
      cart: Array<{
        [name: string]: unknown;
      }>;
      messages: Array<{
        [name: string]: unknown;
      }>;
      opensAndClicks: Array<{
        [name: string]: unknown;
      }>;
      coupons: Array<{
        [name: string]: unknown;
      }>;
      personalLinks: Array<{
        [name: string]: unknown;
      }>;
      receivedSms: Array<{
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
  /** Erase the shopper’s data. Needs a token. Accepted immediately, finished within a minute. A repeated request returns the same erasure. */
  eraseOwnData: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; can be sent as a query parameter instead. */
      key?: string | undefined;
      /** The token from a preferences link. */
      token?: string | undefined;
      /** The shop's own id of the person. */
      userId?: string | number | null | undefined;
      email?: string | undefined;
      /** HMAC-SHA-256 in hex of the user id, else of `email:` and the address, by the shop’s server. */
      signature?: string | undefined;
      /** Confirms the erasure, which cannot be undone. */
      confirm: "erase";
    };
    answer: {
      id: string;
      contactId: string;
      status: "running" | "done";
      /** Events in the log from which personal data has been removed so far. */
      erasedEvents: number;
      requestedAt: string;
      finishedAt: string | null;
    };
  };
  /** Get the key for browser push subscriptions. `?key=pk_…` */
  readPushKey: {
    params: undefined;
    query: {
      key?: string | undefined;
    };
    body: undefined;
    answer: {
      /** The VAPID public key, for `applicationServerKey`. */
      publicKey: string;
    };
  };
  /** Subscribe a browser to push after the shopper has agreed. Belongs to the signed contact, or else to a new one. */
  subscribePush: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; can be sent as a query parameter instead. */
      key?: string | undefined;
      /** The endpoint; must belong to a supported push service. */
      endpoint: string;
      /** keys.p256dh */
      p256dh: string;
      /** keys.auth */
      auth: string;
      /** The contact’s user id; needs a signature. */
      userId?: string | number | null | undefined;
      /** The contact’s email address, if the shop has no user id; needs a signature. */
      email?: string | undefined;
      /** Created by the shop’s server, as for `identified`. */
      signature?: string | undefined;
      language?: string | undefined;
      /** The version of the text that was shown. */
      wordingVersion: string;
      /** The text that was shown. */
      wording: string;
      pageUrl?: string | undefined;
    };
    answer: {
      status: "subscribed";
    };
  };
  /** Check whether a subscription is still active, and update its keys. With a signature, one without a contact is linked to the signed contact. */
  refreshPush: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; can be sent as a query parameter instead. */
      key?: string | undefined;
      /** The endpoint; must belong to a supported push service. */
      endpoint: string;
      /** keys.p256dh */
      p256dh: string;
      /** keys.auth */
      auth: string;
      /** The contact’s user id; needs a signature. */
      userId?: string | number | null | undefined;
      /** The contact’s email address, if the shop has no user id; needs a signature. */
      email?: string | undefined;
      /** Created by the shop’s server, as for `identified`. */
      signature?: string | undefined;
      /** The previous endpoint, if the browser has replaced it. */
      previousEndpoint?: string | undefined;
    };
    answer: {
      /** False: it was revoked elsewhere or has expired. Ask again, or end it. */
      isSubscribed: boolean;
    };
  };
  /** End a subscription. The endpoint is the credential. */
  unsubscribePush: {
    params: undefined;
    query: undefined;
    body: {
      /** The public write key; can be sent as a query parameter instead. */
      key?: string | undefined;
      /** The endpoint; must belong to a supported push service. */
      endpoint: string;
    };
    answer: {
      status: "unsubscribed";
    };
  };
  /** Check whether a product or variant is sold out. `?key=pk_…&productId=…&variantId=…` */
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
      /** null: not in the catalog. */
      isSoldOut: boolean | null;
    };
  };
  /** Create or replace products with their variants and stock. Each has its own result. Messages use the titles, prices and links from here. */
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
          /** What distinguishes it from the other variants: `Blue, M`. */
          title: string;
          url?: string | undefined;
          imageUrl?: string | undefined;
          /** In the product's currency. */
          price?: number | undefined;
          /** null: unlimited stock. Values below 0 (oversold) count as 0. */
          quantity?: number | null | undefined;
        }> | undefined;
        /** For products without variants. */
        quantity?: number | null | undefined;
      }>;
    };
    answer: {
      saved: number;
      /** Entries that were rejected. All others were accepted. */
      refused: number;
      /** Levels that changed. */
      changed: number;
      /** Levels that went from sold out to available; their waitlists are notified. */
      restocked: number;
      /** One entry per product, in the order sent. */
      results: Array<{
        /** As sent; null if it was not a valid id. */
        id: string | null;
        result: "saved" | "refused";
        /** For rejected entries: the field, and what was expected. */
        reason?: string | undefined;
      }>;
    };
  };
  /** Set stock levels. Each has its own result. Waitlists of products that are back in stock are notified within an hour. */
  setStock: {
    params: undefined;
    query: undefined;
    body: {
      stock: Array<{
        productId: string | number;
        variantId?: string | number | null | undefined;
        /** null: unlimited stock. Values below 0 (oversold) count as 0. */
        quantity: number | null;
        /** When the level was measured. Default: now. An older level does not replace a newer one. */
        at?: string | undefined;
      }>;
    };
    answer: {
      saved: number;
      /** Entries that were rejected. All others were accepted. */
      refused: number;
      /** Levels that changed. */
      changed: number;
      /** Levels that went from sold out to available; their waitlists are notified. */
      restocked: number;
      /** One entry per level, in the order sent. */
      results: Array<{
        /** As sent; null if it was not a valid id. */
        productId: string | null;
        variantId: string | null;
        result: "saved" | "refused";
        /** For rejected entries: the field, and what was expected. */
        reason?: string | undefined;
      }>;
    };
  };
  /** List contacts by filter, such as `?orderCount.gte=5`, `?lifetimeValue.gt=50000`. */
  listContacts: {
    params: undefined;
    query: {
      limit?: number | undefined;
      cursor?: string | undefined;
      /** Part of an address, name or user id. One or two letters match the beginning. */
      search?: string | undefined;
      /** Only contacts in this segment. */
      segment?: string | undefined;
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
        /** True above 10,000: the value is the database’s estimate. */
        isEstimate: boolean;
        /** When it was counted. */
        takenAt: string;
      };
    };
  };
  /** Get a contact with consent history and deliveries. */
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
      /** The contact that this one was merged into. */
      mergedInto: string | null;
      /** The first known visit. */
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
        /** The referring host. */
        referrer: string | null;
        landingPath: string;
        /** No source is known. */
        isDirect: boolean;
      } | null;
      /** The latest visit that was not direct. */
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
        /** The referring host. */
        referrer: string | null;
        landingPath: string;
        /** No source is known. */
        isDirect: boolean;
      } | null;
      visitors: Array<{
        visitorId: string;
        /** By a signed `identify`, by an event of a server, by the link of a confirmation mail. */
        how: "signed" | "server" | "confirmed";
        /** Earlier activity of the browser belongs to its previous contact. */
        since: string;
        linkedAt: string;
        lastSeenAt: string;
        undoableUntil: string;
        undoneAt: string | null;
      }>;
      merges: Array<{
        id: string;
        mergedId: string;
        /** The user id that was a separate contact. */
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
        /** The text that was shown, while the evidence is kept. */
        wording: string | null;
        /** `registered`: the shop has registered this text. `claimed`: the form says that it showed it. */
        wordingStatus: "registered" | "claimed" | null;
        method: string;
        recordedAt: string;
      }>;
      isSuppressed: boolean;
      deliveries: Array<{
        id: string;
        /** The name of the message. */
        message: string;
        /** The key of the message, such as `cart_recovery`. */
        messageKey: string;
        /** The version of the message that was sent. Null: the delivery was not sent, or it was sent before Beckon recorded this. */
        messageVersion: number | null;
        channel: "email" | "sms" | "push";
        category: "transactional" | "marketing";
        origin: {
          kind: "sms_reply";
          receivedSmsId: string;
        } | {
          kind: "system";
        } | {
          kind: "api";
        } | {
          kind: "flow";
          flowId: string;
          runId: string;
          stepId: string;
          /** Of a step with an experiment: the key of the variation. */
          variation?: string | undefined;
        } | {
          kind: "campaign";
          campaignId: string;
          variation: string | null;
        };
        /** `due`: not sent yet. `dispatching`: being handed to the platform. `uncertain`: it may have arrived, so it is not sent again. */
        status: "due" | "dispatching" | "sent" | "failed" | "uncertain" | "skipped";
        /** Why it waits, was skipped or failed. */
        reason: string | null;
        /** The time at which it is checked again, where quiet hours, a limit or a chosen frequency delay it. */
        waitsUntil: string | null;
        createdAt: string;
        sentAt: string | null;
      }>;
      waitlists: Array<{
        id: string;
        productId: string;
        variantId: string | null;
        /** From the catalog; null if the product is not in it. */
        title: string | null;
        status: "pending" | "waiting" | "notified" | "left" | "purchased" | "expired";
        joinedAt: string;
        notifiedAt: string | null;
      }>;
      segments: Array<{
        id: string;
        name: string;
      }>;
    };
  };
  /** Get what is in a contact’s cart: added in any of their browsers, not removed, and not ordered. */
  readCart: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      /** Null: nothing is in it. */
      cart: {
        /** The shop’s id of the cart, where its events name one. */
        cartId: string | null;
        lines: Array<{
          productId: string;
          variantId: string | null;
          quantity: number;
          /** Of one piece in minor units, as the page said. */
          price: number | null;
          currency: string | null;
        }>;
        lastChangeAt: string;
      } | null;
    };
  };
  /** List a contact’s activity, newest first. */
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
  /** Unlink a browser from a contact, within 30 days. Its activity no longer belongs to a contact. */
  unlinkVisitor: {
    params: { id: string; visitorId: string };
    query: undefined;
    body: undefined;
    answer: {
      result: "unlinked";
    };
  };
  /** Undo a merge within 30 days. The two contacts are not merged automatically again. */
  undoMerge: {
    params: { id: string; mergeId: string };
    query: undefined;
    body: undefined;
    answer: {
      result: "undone";
    };
  };
  /** Erase a contact. The address stays suppressed; orders stay without personal data. This cannot be undone. */
  eraseContact: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      id: string;
      contactId: string;
      status: "running" | "done";
      /** Events in the log from which personal data has been removed so far. */
      erasedEvents: number;
      requestedAt: string;
      finishedAt: string | null;
    };
  };
  /** Get the progress of an erasure. */
  readErasure: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      id: string;
      contactId: string;
      status: "running" | "done";
      /** Events in the log from which personal data has been removed so far. */
      erasedEvents: number;
      requestedAt: string;
      finishedAt: string | null;
    };
  };
  /** List the networks (/24, /48) of a visitor in the last 30 days. Full addresses are not stored. */
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
  /** List the segments. To list the contacts of one: `/api/v1/contacts?segment=newsletter`. */
  listSegments: {
    params: undefined;
    query: {
      /** `active` if omitted. */
      state?: "active" | "archived" | undefined;
    };
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        name: string;
        /** Which contacts are in it. */
        description: string;
        /** `dynamic`: by a filter. `static`: without one, only contacts that were added by hand. */
        kind: "built_in" | "dynamic" | "static";
        contactCount: {
          value: number;
          /** True above 10,000: the value is the database’s estimate. */
          isEstimate: boolean;
          /** When it was counted. */
          takenAt: string;
        };
        /** Set while all contacts are evaluated because the filter was saved; null when that is done. */
        evaluation: {
          /** Contacts that enter or leave. Null until the filter has been compared. */
          changing: number | null;
          /** Those of them that have not entered or left yet. */
          remaining: number | null;
        } | null;
        /** When it was last changed; null for a built-in one. */
        updatedAt: string | null;
      }>;
      nextCursor: null;
    };
  };
  /** Create a segment. */
  createSegment: {
    params: undefined;
    query: undefined;
    body: {
      name: string;
      description?: string | undefined;
      definition?: {
        version: 1;
        filter: SegmentFilter;
      } | null | undefined;
    };
    answer: {
      id: string;
      name: string;
      description: string;
      /** `dynamic`: by a filter. `static`: without one, only contacts that were added by hand. */
      kind: "built_in" | "dynamic" | "static";
      definition: {
        version: 1;
        filter: SegmentFilter;
      } | null;
      /** Grows with each change. */
      version: number;
      contactCount: {
        value: number;
        /** True above 10,000: the value is the database’s estimate. */
        isEstimate: boolean;
        /** When it was counted. */
        takenAt: string;
      };
      /** Set while all contacts are evaluated because the filter was saved; null when that is done. */
      evaluation: {
        /** Contacts that enter or leave. Null until the filter has been compared. */
        changing: number | null;
        /** Those of them that have not entered or left yet. */
        remaining: number | null;
      } | null;
      /** An archived segment is not listed and cannot be used. */
      isArchived: boolean;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Read a segment of the shop’s own, with its definition. */
  readSegment: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      id: string;
      name: string;
      description: string;
      /** `dynamic`: by a filter. `static`: without one, only contacts that were added by hand. */
      kind: "built_in" | "dynamic" | "static";
      definition: {
        version: 1;
        filter: SegmentFilter;
      } | null;
      /** Grows with each change. */
      version: number;
      contactCount: {
        value: number;
        /** True above 10,000: the value is the database’s estimate. */
        isEstimate: boolean;
        /** When it was counted. */
        takenAt: string;
      };
      /** Set while all contacts are evaluated because the filter was saved; null when that is done. */
      evaluation: {
        /** Contacts that enter or leave. Null until the filter has been compared. */
        changing: number | null;
        /** Those of them that have not entered or left yet. */
        remaining: number | null;
      } | null;
      /** An archived segment is not listed and cannot be used. */
      isArchived: boolean;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Read how many contacts are in a segment. The members of the shop’s own segments are not counted for this. */
  countSegment: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      value: number;
      /** True above 10,000: the value is the database’s estimate. */
      isEstimate: boolean;
      /** When it was counted. */
      takenAt: string;
    };
  };
  /** Explain why a contact is in a segment of the shop’s own or not. */
  explainSegment: {
    params: { id: string };
    query: {
      /** Id of the contact. */
      contact: string;
    };
    body: undefined;
    answer: {
      isMember: boolean;
      reason: string;
      clauses: Array<{
        path: string;
        /** Whether the clause itself matches, without `not` around it. */
        matches: boolean;
        /** What it found. */
        found: string;
      }>;
    };
  };
  /** Show which contacts a definition matches, and who would enter and leave a saved segment. Changes nothing. */
  previewSegment: {
    params: undefined;
    query: undefined;
    body: {
      definition: {
        version: 1;
        filter: SegmentFilter;
      } | null;
      /** The saved segment to compare with. Its changes by hand count. */
      segment?: string | undefined;
      /** `estimate` evaluates about 10,000 contacts of a large shop, so that there is a figure at once. */
      accuracy?: "exact" | "estimate" | undefined;
    };
    answer: {
      members: {
        count: number;
        isEstimate: boolean;
        /** Ids of the newest contacts, at most 10. */
        sample: Array<string>;
      };
      /** Compared with the saved segment; null without one. */
      changes: {
        entering: {
          count: number;
          isEstimate: boolean;
          /** Ids of the newest contacts, at most 10. */
          sample: Array<string>;
        };
        leaving: {
          count: number;
          isEstimate: boolean;
          /** Ids of the newest contacts, at most 10. */
          sample: Array<string>;
        };
      } | null;
      takenAt: string;
    };
  };
  /** Change, archive or restore a segment. A change that is based on an older version is refused. */
  changeSegment: {
    params: { id: string };
    query: undefined;
    body: {
      /** The version that the change is based on. */
      version: number;
      name?: string | undefined;
      description?: string | undefined;
      definition?: {
        version: 1;
        filter: SegmentFilter;
      } | null | undefined;
      isArchived?: boolean | undefined;
    };
    answer: {
      id: string;
      name: string;
      description: string;
      /** `dynamic`: by a filter. `static`: without one, only contacts that were added by hand. */
      kind: "built_in" | "dynamic" | "static";
      definition: {
        version: 1;
        filter: SegmentFilter;
      } | null;
      /** Grows with each change. */
      version: number;
      contactCount: {
        value: number;
        /** True above 10,000: the value is the database’s estimate. */
        isEstimate: boolean;
        /** When it was counted. */
        takenAt: string;
      };
      /** Set while all contacts are evaluated because the filter was saved; null when that is done. */
      evaluation: {
        /** Contacts that enter or leave. Null until the filter has been compared. */
        changing: number | null;
        /** Those of them that have not entered or left yet. */
        remaining: number | null;
      } | null;
      /** An archived segment is not listed and cannot be used. */
      isArchived: boolean;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Add contacts to a segment by hand, remove them, or undo either. */
  changeSegmentMembers: {
    params: { id: string };
    query: undefined;
    body: {
      contacts: Array<string>;
      /** `in` and `out` win over the filter until `by_filter` undoes them. */
      membership: "in" | "out" | "by_filter";
    };
    answer: {
      /** Contacts for which this changed something. */
      changed: number;
    };
  };
  /** List the flows. */
  listFlows: {
    params: undefined;
    query: {
      /** `current` if omitted. */
      state?: "current" | "archived" | undefined;
    };
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        /** The flow of the library that it is; null for one of the shop’s own. */
        key: string | null;
        name: string;
        description: string;
        /** `draft`: never published. `paused`: no contact enters and nothing is sent until it is resumed. */
        status: "draft" | "live" | "paused" | "archived";
        /** Grows with each change. */
        version: number;
        publishedVersion: number | null;
        hasUnpublishedChanges: boolean;
        /** What lets contacts enter; of the draft, if none was ever published. */
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore: number;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Runs by their state. `exited`: left before the last step. */
        runs: {
          active: number;
          finished: number;
          exited: number;
          failed: number;
          reachedGoal: number;
        };
        /** Runs that began, and runs that took their last step, in the last 30 days. */
        recent: {
          entered: number;
          finished: number;
        };
        createdAt: string;
        updatedAt: string;
        liveSince: string | null;
      }>;
      nextCursor: null;
    };
  };
  /** Create a flow, as a draft. */
  createFlow: {
    params: undefined;
    query: undefined;
    body: {
      name: string;
      description?: string | undefined;
      definition: {
        version: 1;
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore?: number | undefined;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Only contacts that match it enter. */
        audience?: SegmentFilter | null | undefined;
        reentry?: {
          /** `once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry. */
          rule: "once" | "always" | "after";
          after?: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          } | undefined;
          /** A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times. */
          key?: string | undefined;
        } | undefined;
        /** Events that end a run at once. Checked again before each step. */
        exits?: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }> | undefined;
        /** An event that counts as success. It does not end a run. */
        goal?: {
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        } | null | undefined;
        /** What becomes of a message whose time was more than 24 hours ago, such as after a pause. */
        lateMessages?: "skip" | "send" | undefined;
        steps: __schema0;
      };
    };
    answer: {
      id: string;
      /** The flow of the library that it is; null for one of the shop’s own. */
      key: string | null;
      name: string;
      description: string;
      /** `draft`: never published. `paused`: no contact enters and nothing is sent until it is resumed. */
      status: "draft" | "live" | "paused" | "archived";
      /** Grows with each change. */
      version: number;
      publishedVersion: number | null;
      hasUnpublishedChanges: boolean;
      /** What lets contacts enter; of the draft, if none was ever published. */
      trigger: {
        kind: "event";
        events: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
      } | {
        kind: "segment";
        segment: string;
        change: "entered" | "left";
      } | {
        kind: "elapsed";
        field: "registeredAt" | "lastOrderAt";
        after: {
          amount: number;
          /** A day is 24 hours. */
          unit: "minutes" | "hours" | "days" | "weeks";
        };
      } | {
        kind: "anniversary";
        /** A property of the contact that holds a date, such as `birthday`. */
        property: string;
        daysBefore: number;
        /** In the time zone of the shop. */
        at: string;
      } | {
        kind: "restock";
      } | {
        kind: "price_drop";
        /** By how much the price must fall at least. */
        percent: number;
        /** The contact has viewed the product within this time and not bought it since. */
        viewedWithin: {
          amount: number;
          /** A day is 24 hours. */
          unit: "minutes" | "hours" | "days" | "weeks";
        };
      } | {
        kind: "api";
      };
      /** Runs by their state. `exited`: left before the last step. */
      runs: {
        active: number;
        finished: number;
        exited: number;
        failed: number;
        reachedGoal: number;
      };
      /** Runs that began, and runs that took their last step, in the last 30 days. */
      recent: {
        entered: number;
        finished: number;
      };
      createdAt: string;
      updatedAt: string;
      liveSince: string | null;
      /** The draft. */
      definition: {
        version: 1;
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore: number;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Only contacts that match it enter. */
        audience: SegmentFilter | null;
        reentry: {
          /** `once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry. */
          rule: "once" | "always" | "after";
          after?: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          } | undefined;
          /** A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times. */
          key?: string | undefined;
        };
        /** Events that end a run at once. Checked again before each step. */
        exits: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
        /** An event that counts as success. It does not end a run. */
        goal: {
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        } | null;
        /** What becomes of a message whose time was more than 24 hours ago, such as after a pause. */
        lateMessages: "skip" | "send";
        steps: __schema0;
      };
      /** What contacts that enter follow. */
      published: {
        version: 1;
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore: number;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Only contacts that match it enter. */
        audience: SegmentFilter | null;
        reentry: {
          /** `once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry. */
          rule: "once" | "always" | "after";
          after?: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          } | undefined;
          /** A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times. */
          key?: string | undefined;
        };
        /** Events that end a run at once. Checked again before each step. */
        exits: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
        /** An event that counts as success. It does not end a run. */
        goal: {
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        } | null;
        /** What becomes of a message whose time was more than 24 hours ago, such as after a pause. */
        lateMessages: "skip" | "send";
        steps: __schema0;
      } | null;
      /** How the draft differs from what is published, in plain words. */
      unpublishedChanges: Array<string>;
      /** How many contacts stand at each step, of all versions. */
      waiting: Array<{
        step: string;
        runs: number;
      }>;
    };
  };
  /** Read a flow: its draft, what is published, and where contacts stand. */
  readFlow: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      id: string;
      /** The flow of the library that it is; null for one of the shop’s own. */
      key: string | null;
      name: string;
      description: string;
      /** `draft`: never published. `paused`: no contact enters and nothing is sent until it is resumed. */
      status: "draft" | "live" | "paused" | "archived";
      /** Grows with each change. */
      version: number;
      publishedVersion: number | null;
      hasUnpublishedChanges: boolean;
      /** What lets contacts enter; of the draft, if none was ever published. */
      trigger: {
        kind: "event";
        events: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
      } | {
        kind: "segment";
        segment: string;
        change: "entered" | "left";
      } | {
        kind: "elapsed";
        field: "registeredAt" | "lastOrderAt";
        after: {
          amount: number;
          /** A day is 24 hours. */
          unit: "minutes" | "hours" | "days" | "weeks";
        };
      } | {
        kind: "anniversary";
        /** A property of the contact that holds a date, such as `birthday`. */
        property: string;
        daysBefore: number;
        /** In the time zone of the shop. */
        at: string;
      } | {
        kind: "restock";
      } | {
        kind: "price_drop";
        /** By how much the price must fall at least. */
        percent: number;
        /** The contact has viewed the product within this time and not bought it since. */
        viewedWithin: {
          amount: number;
          /** A day is 24 hours. */
          unit: "minutes" | "hours" | "days" | "weeks";
        };
      } | {
        kind: "api";
      };
      /** Runs by their state. `exited`: left before the last step. */
      runs: {
        active: number;
        finished: number;
        exited: number;
        failed: number;
        reachedGoal: number;
      };
      /** Runs that began, and runs that took their last step, in the last 30 days. */
      recent: {
        entered: number;
        finished: number;
      };
      createdAt: string;
      updatedAt: string;
      liveSince: string | null;
      /** The draft. */
      definition: {
        version: 1;
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore: number;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Only contacts that match it enter. */
        audience: SegmentFilter | null;
        reentry: {
          /** `once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry. */
          rule: "once" | "always" | "after";
          after?: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          } | undefined;
          /** A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times. */
          key?: string | undefined;
        };
        /** Events that end a run at once. Checked again before each step. */
        exits: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
        /** An event that counts as success. It does not end a run. */
        goal: {
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        } | null;
        /** What becomes of a message whose time was more than 24 hours ago, such as after a pause. */
        lateMessages: "skip" | "send";
        steps: __schema0;
      };
      /** What contacts that enter follow. */
      published: {
        version: 1;
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore: number;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Only contacts that match it enter. */
        audience: SegmentFilter | null;
        reentry: {
          /** `once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry. */
          rule: "once" | "always" | "after";
          after?: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          } | undefined;
          /** A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times. */
          key?: string | undefined;
        };
        /** Events that end a run at once. Checked again before each step. */
        exits: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
        /** An event that counts as success. It does not end a run. */
        goal: {
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        } | null;
        /** What becomes of a message whose time was more than 24 hours ago, such as after a pause. */
        lateMessages: "skip" | "send";
        steps: __schema0;
      } | null;
      /** How the draft differs from what is published, in plain words. */
      unpublishedChanges: Array<string>;
      /** How many contacts stand at each step, of all versions. */
      waiting: Array<{
        step: string;
        runs: number;
      }>;
    };
  };
  /** Change the draft of a flow. A change that is based on an older version is refused. */
  changeFlow: {
    params: { id: string };
    query: undefined;
    body: {
      /** The version that the change is based on. */
      version: number;
      name?: string | undefined;
      description?: string | undefined;
      definition?: {
        version: 1;
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore?: number | undefined;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Only contacts that match it enter. */
        audience?: SegmentFilter | null | undefined;
        reentry?: {
          /** `once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry. */
          rule: "once" | "always" | "after";
          after?: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          } | undefined;
          /** A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times. */
          key?: string | undefined;
        } | undefined;
        /** Events that end a run at once. Checked again before each step. */
        exits?: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }> | undefined;
        /** An event that counts as success. It does not end a run. */
        goal?: {
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        } | null | undefined;
        /** What becomes of a message whose time was more than 24 hours ago, such as after a pause. */
        lateMessages?: "skip" | "send" | undefined;
        steps: __schema0;
      } | undefined;
    };
    answer: {
      id: string;
      /** The flow of the library that it is; null for one of the shop’s own. */
      key: string | null;
      name: string;
      description: string;
      /** `draft`: never published. `paused`: no contact enters and nothing is sent until it is resumed. */
      status: "draft" | "live" | "paused" | "archived";
      /** Grows with each change. */
      version: number;
      publishedVersion: number | null;
      hasUnpublishedChanges: boolean;
      /** What lets contacts enter; of the draft, if none was ever published. */
      trigger: {
        kind: "event";
        events: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
      } | {
        kind: "segment";
        segment: string;
        change: "entered" | "left";
      } | {
        kind: "elapsed";
        field: "registeredAt" | "lastOrderAt";
        after: {
          amount: number;
          /** A day is 24 hours. */
          unit: "minutes" | "hours" | "days" | "weeks";
        };
      } | {
        kind: "anniversary";
        /** A property of the contact that holds a date, such as `birthday`. */
        property: string;
        daysBefore: number;
        /** In the time zone of the shop. */
        at: string;
      } | {
        kind: "restock";
      } | {
        kind: "price_drop";
        /** By how much the price must fall at least. */
        percent: number;
        /** The contact has viewed the product within this time and not bought it since. */
        viewedWithin: {
          amount: number;
          /** A day is 24 hours. */
          unit: "minutes" | "hours" | "days" | "weeks";
        };
      } | {
        kind: "api";
      };
      /** Runs by their state. `exited`: left before the last step. */
      runs: {
        active: number;
        finished: number;
        exited: number;
        failed: number;
        reachedGoal: number;
      };
      /** Runs that began, and runs that took their last step, in the last 30 days. */
      recent: {
        entered: number;
        finished: number;
      };
      createdAt: string;
      updatedAt: string;
      liveSince: string | null;
      /** The draft. */
      definition: {
        version: 1;
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore: number;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Only contacts that match it enter. */
        audience: SegmentFilter | null;
        reentry: {
          /** `once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry. */
          rule: "once" | "always" | "after";
          after?: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          } | undefined;
          /** A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times. */
          key?: string | undefined;
        };
        /** Events that end a run at once. Checked again before each step. */
        exits: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
        /** An event that counts as success. It does not end a run. */
        goal: {
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        } | null;
        /** What becomes of a message whose time was more than 24 hours ago, such as after a pause. */
        lateMessages: "skip" | "send";
        steps: __schema0;
      };
      /** What contacts that enter follow. */
      published: {
        version: 1;
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore: number;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Only contacts that match it enter. */
        audience: SegmentFilter | null;
        reentry: {
          /** `once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry. */
          rule: "once" | "always" | "after";
          after?: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          } | undefined;
          /** A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times. */
          key?: string | undefined;
        };
        /** Events that end a run at once. Checked again before each step. */
        exits: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
        /** An event that counts as success. It does not end a run. */
        goal: {
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        } | null;
        /** What becomes of a message whose time was more than 24 hours ago, such as after a pause. */
        lateMessages: "skip" | "send";
        steps: __schema0;
      } | null;
      /** How the draft differs from what is published, in plain words. */
      unpublishedChanges: Array<string>;
      /** How many contacts stand at each step, of all versions. */
      waiting: Array<{
        step: string;
        runs: number;
      }>;
    };
  };
  /** Publish the draft: contacts enter it from now on. */
  publishFlow: {
    params: { id: string };
    query: undefined;
    body: {
      /** The version that is published. */
      version: number;
      /** `keep`: contacts inside finish on the version that they entered. `move`: they go on with the new one, if it has the step at which they stand. */
      runs?: "keep" | "move" | undefined;
      /** For triggers by time: contacts whose time came within the last days enter as well. */
      includeDays?: number | undefined;
    };
    answer: {
      id: string;
      /** The flow of the library that it is; null for one of the shop’s own. */
      key: string | null;
      name: string;
      description: string;
      /** `draft`: never published. `paused`: no contact enters and nothing is sent until it is resumed. */
      status: "draft" | "live" | "paused" | "archived";
      /** Grows with each change. */
      version: number;
      publishedVersion: number | null;
      hasUnpublishedChanges: boolean;
      /** What lets contacts enter; of the draft, if none was ever published. */
      trigger: {
        kind: "event";
        events: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
      } | {
        kind: "segment";
        segment: string;
        change: "entered" | "left";
      } | {
        kind: "elapsed";
        field: "registeredAt" | "lastOrderAt";
        after: {
          amount: number;
          /** A day is 24 hours. */
          unit: "minutes" | "hours" | "days" | "weeks";
        };
      } | {
        kind: "anniversary";
        /** A property of the contact that holds a date, such as `birthday`. */
        property: string;
        daysBefore: number;
        /** In the time zone of the shop. */
        at: string;
      } | {
        kind: "restock";
      } | {
        kind: "price_drop";
        /** By how much the price must fall at least. */
        percent: number;
        /** The contact has viewed the product within this time and not bought it since. */
        viewedWithin: {
          amount: number;
          /** A day is 24 hours. */
          unit: "minutes" | "hours" | "days" | "weeks";
        };
      } | {
        kind: "api";
      };
      /** Runs by their state. `exited`: left before the last step. */
      runs: {
        active: number;
        finished: number;
        exited: number;
        failed: number;
        reachedGoal: number;
      };
      /** Runs that began, and runs that took their last step, in the last 30 days. */
      recent: {
        entered: number;
        finished: number;
      };
      createdAt: string;
      updatedAt: string;
      liveSince: string | null;
      /** The draft. */
      definition: {
        version: 1;
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore: number;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Only contacts that match it enter. */
        audience: SegmentFilter | null;
        reentry: {
          /** `once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry. */
          rule: "once" | "always" | "after";
          after?: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          } | undefined;
          /** A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times. */
          key?: string | undefined;
        };
        /** Events that end a run at once. Checked again before each step. */
        exits: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
        /** An event that counts as success. It does not end a run. */
        goal: {
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        } | null;
        /** What becomes of a message whose time was more than 24 hours ago, such as after a pause. */
        lateMessages: "skip" | "send";
        steps: __schema0;
      };
      /** What contacts that enter follow. */
      published: {
        version: 1;
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore: number;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Only contacts that match it enter. */
        audience: SegmentFilter | null;
        reentry: {
          /** `once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry. */
          rule: "once" | "always" | "after";
          after?: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          } | undefined;
          /** A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times. */
          key?: string | undefined;
        };
        /** Events that end a run at once. Checked again before each step. */
        exits: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
        /** An event that counts as success. It does not end a run. */
        goal: {
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        } | null;
        /** What becomes of a message whose time was more than 24 hours ago, such as after a pause. */
        lateMessages: "skip" | "send";
        steps: __schema0;
      } | null;
      /** How the draft differs from what is published, in plain words. */
      unpublishedChanges: Array<string>;
      /** How many contacts stand at each step, of all versions. */
      waiting: Array<{
        step: string;
        runs: number;
      }>;
    };
  };
  /** Play a flow over the last days, without any effect: who would have entered, got what and when, been held back by what, and left. */
  dryRunFlow: {
    params: { id: string };
    query: undefined;
    body: {
      /** How many of the last days are played. */
      days?: number | undefined;
      version?: "draft" | "published" | undefined;
      /** Only for flows with the trigger `api`: who would be added when. If omitted, the calls are played that were made. */
      entries?: Array<{
        contactId: string;
        /** When the contact enters, within the days that are played. */
        at: string;
        /** A contact is inside once for each key, and enters again as the re-entry rule says. */
        key?: string | undefined;
      }> | undefined;
    };
    answer: {
      from: string;
      until: string;
      /** Contacts that the trigger may have let in. Of many, the 1,000 newest are played. */
      contacts: {
        found: number;
        played: number;
      };
      /** How often contacts would have entered. */
      entered: number;
      /** Runs that would not have ended yet. */
      inside: number;
      /** Why the others would have ended. */
      ended: Array<{
        text: string;
        count: number;
      }>;
      /** Why contacts would not have entered. */
      refused: Array<{
        text: string;
        count: number;
      }>;
      /** By the rules of the gate, at the time of each message. */
      messages: Array<{
        message: string;
        /** How many would have been handed over to be sent. */
        count: number;
        /** How many of them the gate would have let through. */
        sent: number;
        /** How many would still have been waiting at the end. */
        waiting: number;
        /** Why the others would not have been sent. */
        heldBack: Array<{
          text: string;
          count: number;
        }>;
      }>;
      /** What is assumed or not known, in plain words, such as that changes of the stock are kept since a day. */
      limits: Array<string>;
      /** Up to 50 of them, step by step. */
      runs: Array<{
        contactId: string;
        enteredAt: string;
        step: string | null;
        endedAt: string | null;
        endReason: string | null;
        steps: Array<{
          step: string;
          text: string;
          at: string;
        }>;
        messages: Array<{
          step: string;
          message: string;
          /** When the step would have handed it over. */
          at: string;
          /** `waiting`: at the end of the days that are played, it would still have been waiting. */
          outcome: "sent" | "held_back" | "waiting";
          /** When it would have been sent or held back; null: it is waiting. */
          settledAt: string | null;
          /** Why it is held back, or why it waits or had to wait. */
          text: string | null;
        }>;
      }>;
    };
  };
  /** Pause a flow: no message of it begins to be sent after the answer. */
  pauseFlow: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      id: string;
      /** The flow of the library that it is; null for one of the shop’s own. */
      key: string | null;
      name: string;
      description: string;
      /** `draft`: never published. `paused`: no contact enters and nothing is sent until it is resumed. */
      status: "draft" | "live" | "paused" | "archived";
      /** Grows with each change. */
      version: number;
      publishedVersion: number | null;
      hasUnpublishedChanges: boolean;
      /** What lets contacts enter; of the draft, if none was ever published. */
      trigger: {
        kind: "event";
        events: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
      } | {
        kind: "segment";
        segment: string;
        change: "entered" | "left";
      } | {
        kind: "elapsed";
        field: "registeredAt" | "lastOrderAt";
        after: {
          amount: number;
          /** A day is 24 hours. */
          unit: "minutes" | "hours" | "days" | "weeks";
        };
      } | {
        kind: "anniversary";
        /** A property of the contact that holds a date, such as `birthday`. */
        property: string;
        daysBefore: number;
        /** In the time zone of the shop. */
        at: string;
      } | {
        kind: "restock";
      } | {
        kind: "price_drop";
        /** By how much the price must fall at least. */
        percent: number;
        /** The contact has viewed the product within this time and not bought it since. */
        viewedWithin: {
          amount: number;
          /** A day is 24 hours. */
          unit: "minutes" | "hours" | "days" | "weeks";
        };
      } | {
        kind: "api";
      };
      /** Runs by their state. `exited`: left before the last step. */
      runs: {
        active: number;
        finished: number;
        exited: number;
        failed: number;
        reachedGoal: number;
      };
      /** Runs that began, and runs that took their last step, in the last 30 days. */
      recent: {
        entered: number;
        finished: number;
      };
      createdAt: string;
      updatedAt: string;
      liveSince: string | null;
      /** The draft. */
      definition: {
        version: 1;
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore: number;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Only contacts that match it enter. */
        audience: SegmentFilter | null;
        reentry: {
          /** `once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry. */
          rule: "once" | "always" | "after";
          after?: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          } | undefined;
          /** A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times. */
          key?: string | undefined;
        };
        /** Events that end a run at once. Checked again before each step. */
        exits: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
        /** An event that counts as success. It does not end a run. */
        goal: {
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        } | null;
        /** What becomes of a message whose time was more than 24 hours ago, such as after a pause. */
        lateMessages: "skip" | "send";
        steps: __schema0;
      };
      /** What contacts that enter follow. */
      published: {
        version: 1;
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore: number;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Only contacts that match it enter. */
        audience: SegmentFilter | null;
        reentry: {
          /** `once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry. */
          rule: "once" | "always" | "after";
          after?: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          } | undefined;
          /** A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times. */
          key?: string | undefined;
        };
        /** Events that end a run at once. Checked again before each step. */
        exits: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
        /** An event that counts as success. It does not end a run. */
        goal: {
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        } | null;
        /** What becomes of a message whose time was more than 24 hours ago, such as after a pause. */
        lateMessages: "skip" | "send";
        steps: __schema0;
      } | null;
      /** How the draft differs from what is published, in plain words. */
      unpublishedChanges: Array<string>;
      /** How many contacts stand at each step, of all versions. */
      waiting: Array<{
        step: string;
        runs: number;
      }>;
    };
  };
  /** Let a paused flow go on. Messages that are more than 24 hours late are skipped, unless it sends late ones. */
  resumeFlow: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      id: string;
      /** The flow of the library that it is; null for one of the shop’s own. */
      key: string | null;
      name: string;
      description: string;
      /** `draft`: never published. `paused`: no contact enters and nothing is sent until it is resumed. */
      status: "draft" | "live" | "paused" | "archived";
      /** Grows with each change. */
      version: number;
      publishedVersion: number | null;
      hasUnpublishedChanges: boolean;
      /** What lets contacts enter; of the draft, if none was ever published. */
      trigger: {
        kind: "event";
        events: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
      } | {
        kind: "segment";
        segment: string;
        change: "entered" | "left";
      } | {
        kind: "elapsed";
        field: "registeredAt" | "lastOrderAt";
        after: {
          amount: number;
          /** A day is 24 hours. */
          unit: "minutes" | "hours" | "days" | "weeks";
        };
      } | {
        kind: "anniversary";
        /** A property of the contact that holds a date, such as `birthday`. */
        property: string;
        daysBefore: number;
        /** In the time zone of the shop. */
        at: string;
      } | {
        kind: "restock";
      } | {
        kind: "price_drop";
        /** By how much the price must fall at least. */
        percent: number;
        /** The contact has viewed the product within this time and not bought it since. */
        viewedWithin: {
          amount: number;
          /** A day is 24 hours. */
          unit: "minutes" | "hours" | "days" | "weeks";
        };
      } | {
        kind: "api";
      };
      /** Runs by their state. `exited`: left before the last step. */
      runs: {
        active: number;
        finished: number;
        exited: number;
        failed: number;
        reachedGoal: number;
      };
      /** Runs that began, and runs that took their last step, in the last 30 days. */
      recent: {
        entered: number;
        finished: number;
      };
      createdAt: string;
      updatedAt: string;
      liveSince: string | null;
      /** The draft. */
      definition: {
        version: 1;
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore: number;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Only contacts that match it enter. */
        audience: SegmentFilter | null;
        reentry: {
          /** `once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry. */
          rule: "once" | "always" | "after";
          after?: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          } | undefined;
          /** A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times. */
          key?: string | undefined;
        };
        /** Events that end a run at once. Checked again before each step. */
        exits: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
        /** An event that counts as success. It does not end a run. */
        goal: {
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        } | null;
        /** What becomes of a message whose time was more than 24 hours ago, such as after a pause. */
        lateMessages: "skip" | "send";
        steps: __schema0;
      };
      /** What contacts that enter follow. */
      published: {
        version: 1;
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore: number;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Only contacts that match it enter. */
        audience: SegmentFilter | null;
        reentry: {
          /** `once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry. */
          rule: "once" | "always" | "after";
          after?: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          } | undefined;
          /** A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times. */
          key?: string | undefined;
        };
        /** Events that end a run at once. Checked again before each step. */
        exits: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
        /** An event that counts as success. It does not end a run. */
        goal: {
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        } | null;
        /** What becomes of a message whose time was more than 24 hours ago, such as after a pause. */
        lateMessages: "skip" | "send";
        steps: __schema0;
      } | null;
      /** How the draft differs from what is published, in plain words. */
      unpublishedChanges: Array<string>;
      /** How many contacts stand at each step, of all versions. */
      waiting: Array<{
        step: string;
        runs: number;
      }>;
    };
  };
  /** End a flow for good: contacts inside leave, and what is not sent yet is not sent. */
  archiveFlow: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      id: string;
      /** The flow of the library that it is; null for one of the shop’s own. */
      key: string | null;
      name: string;
      description: string;
      /** `draft`: never published. `paused`: no contact enters and nothing is sent until it is resumed. */
      status: "draft" | "live" | "paused" | "archived";
      /** Grows with each change. */
      version: number;
      publishedVersion: number | null;
      hasUnpublishedChanges: boolean;
      /** What lets contacts enter; of the draft, if none was ever published. */
      trigger: {
        kind: "event";
        events: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
      } | {
        kind: "segment";
        segment: string;
        change: "entered" | "left";
      } | {
        kind: "elapsed";
        field: "registeredAt" | "lastOrderAt";
        after: {
          amount: number;
          /** A day is 24 hours. */
          unit: "minutes" | "hours" | "days" | "weeks";
        };
      } | {
        kind: "anniversary";
        /** A property of the contact that holds a date, such as `birthday`. */
        property: string;
        daysBefore: number;
        /** In the time zone of the shop. */
        at: string;
      } | {
        kind: "restock";
      } | {
        kind: "price_drop";
        /** By how much the price must fall at least. */
        percent: number;
        /** The contact has viewed the product within this time and not bought it since. */
        viewedWithin: {
          amount: number;
          /** A day is 24 hours. */
          unit: "minutes" | "hours" | "days" | "weeks";
        };
      } | {
        kind: "api";
      };
      /** Runs by their state. `exited`: left before the last step. */
      runs: {
        active: number;
        finished: number;
        exited: number;
        failed: number;
        reachedGoal: number;
      };
      /** Runs that began, and runs that took their last step, in the last 30 days. */
      recent: {
        entered: number;
        finished: number;
      };
      createdAt: string;
      updatedAt: string;
      liveSince: string | null;
      /** The draft. */
      definition: {
        version: 1;
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore: number;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Only contacts that match it enter. */
        audience: SegmentFilter | null;
        reentry: {
          /** `once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry. */
          rule: "once" | "always" | "after";
          after?: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          } | undefined;
          /** A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times. */
          key?: string | undefined;
        };
        /** Events that end a run at once. Checked again before each step. */
        exits: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
        /** An event that counts as success. It does not end a run. */
        goal: {
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        } | null;
        /** What becomes of a message whose time was more than 24 hours ago, such as after a pause. */
        lateMessages: "skip" | "send";
        steps: __schema0;
      };
      /** What contacts that enter follow. */
      published: {
        version: 1;
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore: number;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Only contacts that match it enter. */
        audience: SegmentFilter | null;
        reentry: {
          /** `once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry. */
          rule: "once" | "always" | "after";
          after?: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          } | undefined;
          /** A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times. */
          key?: string | undefined;
        };
        /** Events that end a run at once. Checked again before each step. */
        exits: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
        /** An event that counts as success. It does not end a run. */
        goal: {
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        } | null;
        /** What becomes of a message whose time was more than 24 hours ago, such as after a pause. */
        lateMessages: "skip" | "send";
        steps: __schema0;
      } | null;
      /** How the draft differs from what is published, in plain words. */
      unpublishedChanges: Array<string>;
      /** How many contacts stand at each step, of all versions. */
      waiting: Array<{
        step: string;
        runs: number;
      }>;
    };
  };
  /** Copy the draft of a flow into a new one. */
  cloneFlow: {
    params: { id: string };
    query: undefined;
    body: {
      name?: string | undefined;
    };
    answer: {
      id: string;
      /** The flow of the library that it is; null for one of the shop’s own. */
      key: string | null;
      name: string;
      description: string;
      /** `draft`: never published. `paused`: no contact enters and nothing is sent until it is resumed. */
      status: "draft" | "live" | "paused" | "archived";
      /** Grows with each change. */
      version: number;
      publishedVersion: number | null;
      hasUnpublishedChanges: boolean;
      /** What lets contacts enter; of the draft, if none was ever published. */
      trigger: {
        kind: "event";
        events: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
      } | {
        kind: "segment";
        segment: string;
        change: "entered" | "left";
      } | {
        kind: "elapsed";
        field: "registeredAt" | "lastOrderAt";
        after: {
          amount: number;
          /** A day is 24 hours. */
          unit: "minutes" | "hours" | "days" | "weeks";
        };
      } | {
        kind: "anniversary";
        /** A property of the contact that holds a date, such as `birthday`. */
        property: string;
        daysBefore: number;
        /** In the time zone of the shop. */
        at: string;
      } | {
        kind: "restock";
      } | {
        kind: "price_drop";
        /** By how much the price must fall at least. */
        percent: number;
        /** The contact has viewed the product within this time and not bought it since. */
        viewedWithin: {
          amount: number;
          /** A day is 24 hours. */
          unit: "minutes" | "hours" | "days" | "weeks";
        };
      } | {
        kind: "api";
      };
      /** Runs by their state. `exited`: left before the last step. */
      runs: {
        active: number;
        finished: number;
        exited: number;
        failed: number;
        reachedGoal: number;
      };
      /** Runs that began, and runs that took their last step, in the last 30 days. */
      recent: {
        entered: number;
        finished: number;
      };
      createdAt: string;
      updatedAt: string;
      liveSince: string | null;
      /** The draft. */
      definition: {
        version: 1;
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore: number;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Only contacts that match it enter. */
        audience: SegmentFilter | null;
        reentry: {
          /** `once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry. */
          rule: "once" | "always" | "after";
          after?: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          } | undefined;
          /** A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times. */
          key?: string | undefined;
        };
        /** Events that end a run at once. Checked again before each step. */
        exits: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
        /** An event that counts as success. It does not end a run. */
        goal: {
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        } | null;
        /** What becomes of a message whose time was more than 24 hours ago, such as after a pause. */
        lateMessages: "skip" | "send";
        steps: __schema0;
      };
      /** What contacts that enter follow. */
      published: {
        version: 1;
        trigger: {
          kind: "event";
          events: Array<{
            event: string;
            conditions?: Array<{
              property: string;
              comparison: {
                operator: "equals" | "not_equals";
                value: string | number | boolean;
              } | {
                operator: "contains" | "starts_with";
                value: string;
              } | {
                operator: "greater_than" | "less_than";
                value: number;
              } | {
                operator: "between";
                from: number;
                to: number;
              } | {
                operator: "in" | "not_in";
                values: Array<string | number | boolean>;
              } | {
                operator: "before" | "after";
                value: string;
              } | {
                operator: "within_last" | "more_than_ago";
                amount: number;
                /** A day is 24 hours. */
                unit: "minutes" | "hours" | "days" | "weeks";
              } | {
                operator: "on_this_day" | "is_today";
              } | {
                operator: "is_set";
                value: boolean;
              };
            }> | undefined;
          }>;
        } | {
          kind: "segment";
          segment: string;
          change: "entered" | "left";
        } | {
          kind: "elapsed";
          field: "registeredAt" | "lastOrderAt";
          after: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "anniversary";
          /** A property of the contact that holds a date, such as `birthday`. */
          property: string;
          daysBefore: number;
          /** In the time zone of the shop. */
          at: string;
        } | {
          kind: "restock";
        } | {
          kind: "price_drop";
          /** By how much the price must fall at least. */
          percent: number;
          /** The contact has viewed the product within this time and not bought it since. */
          viewedWithin: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          };
        } | {
          kind: "api";
        };
        /** Only contacts that match it enter. */
        audience: SegmentFilter | null;
        reentry: {
          /** `once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry. */
          rule: "once" | "always" | "after";
          after?: {
            amount: number;
            /** A day is 24 hours. */
            unit: "minutes" | "hours" | "days" | "weeks";
          } | undefined;
          /** A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times. */
          key?: string | undefined;
        };
        /** Events that end a run at once. Checked again before each step. */
        exits: Array<{
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        }>;
        /** An event that counts as success. It does not end a run. */
        goal: {
          event: string;
          conditions?: Array<{
            property: string;
            comparison: {
              operator: "equals" | "not_equals";
              value: string | number | boolean;
            } | {
              operator: "contains" | "starts_with";
              value: string;
            } | {
              operator: "greater_than" | "less_than";
              value: number;
            } | {
              operator: "between";
              from: number;
              to: number;
            } | {
              operator: "in" | "not_in";
              values: Array<string | number | boolean>;
            } | {
              operator: "before" | "after";
              value: string;
            } | {
              operator: "within_last" | "more_than_ago";
              amount: number;
              /** A day is 24 hours. */
              unit: "minutes" | "hours" | "days" | "weeks";
            } | {
              operator: "on_this_day" | "is_today";
            } | {
              operator: "is_set";
              value: boolean;
            };
          }> | undefined;
        } | null;
        /** What becomes of a message whose time was more than 24 hours ago, such as after a pause. */
        lateMessages: "skip" | "send";
        steps: __schema0;
      } | null;
      /** How the draft differs from what is published, in plain words. */
      unpublishedChanges: Array<string>;
      /** How many contacts stand at each step, of all versions. */
      waiting: Array<{
        step: string;
        runs: number;
      }>;
    };
  };
  /** List the runs of a flow, newest first. */
  listFlowRuns: {
    params: { id: string };
    query: {
      limit?: number | undefined;
      cursor?: string | undefined;
      status?: "active" | "finished" | "exited" | "failed" | undefined;
    };
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        flowId: string;
        /** The name of the flow. */
        flow: string;
        contactId: string;
        /** The published version that it follows. */
        version: number;
        status: "active" | "finished" | "exited" | "failed";
        /** Where it stands. */
        step: string | null;
        /** When it goes on at the latest. */
        dueAt: string | null;
        enteredAt: string;
        endedAt: string | null;
        /** Why it ended, in plain words. */
        endReason: string | null;
        /** When the contact reached the goal of the flow. */
        goalAt: string | null;
        /** Null for a caller without the permission `contacts.read`, and for a contact that was erased. */
        contact: {
          id: string;
          email: string | null;
          firstName: string | null;
          lastName: string | null;
          userId: string | null;
        } | null;
      }>;
      nextCursor: string | null;
    };
  };
  /** List the runs of a contact in all flows, newest first. */
  listContactRuns: {
    params: { id: string };
    query: {
      limit?: number | undefined;
      cursor?: string | undefined;
    };
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        flowId: string;
        /** The name of the flow. */
        flow: string;
        contactId: string;
        /** The published version that it follows. */
        version: number;
        status: "active" | "finished" | "exited" | "failed";
        /** Where it stands. */
        step: string | null;
        /** When it goes on at the latest. */
        dueAt: string | null;
        enteredAt: string;
        endedAt: string | null;
        /** Why it ended, in plain words. */
        endReason: string | null;
        /** When the contact reached the goal of the flow. */
        goalAt: string | null;
      }>;
      nextCursor: string | null;
    };
  };
  /** Let a contact enter a live flow whose trigger is `api`. */
  startFlowRun: {
    params: { id: string };
    query: undefined;
    body: {
      contact: string;
      /** A contact is inside once for each key, and enters again as the re-entry rule says. */
      key?: string | undefined;
    };
    answer: {
      run: {
        id: string;
        flowId: string;
        /** The name of the flow. */
        flow: string;
        contactId: string;
        /** The published version that it follows. */
        version: number;
        status: "active" | "finished" | "exited" | "failed";
        /** Where it stands. */
        step: string | null;
        /** When it goes on at the latest. */
        dueAt: string | null;
        enteredAt: string;
        endedAt: string | null;
        /** Why it ended, in plain words. */
        endReason: string | null;
        /** When the contact reached the goal of the flow. */
        goalAt: string | null;
      } | null;
      /** Why the contact did not enter. */
      refused: string | null;
    };
  };
  /** Read a run with what it has done. */
  readFlowRun: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      id: string;
      flowId: string;
      /** The name of the flow. */
      flow: string;
      contactId: string;
      /** The published version that it follows. */
      version: number;
      status: "active" | "finished" | "exited" | "failed";
      /** Where it stands. */
      step: string | null;
      /** When it goes on at the latest. */
      dueAt: string | null;
      enteredAt: string;
      endedAt: string | null;
      /** Why it ended, in plain words. */
      endReason: string | null;
      /** When the contact reached the goal of the flow. */
      goalAt: string | null;
      /** What brought the contact in. */
      trigger: {
        kind: string;
        at: string;
        event?: string | undefined;
        eventId?: string | undefined;
      };
      /** What it has done, in order. */
      steps: Array<{
        step: string;
        /** What became of it. */
        text: string;
        at: string;
      }>;
    };
  };
  /** Take a contact out of a flow. What is not sent yet is not sent. */
  endFlowRun: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      id: string;
      flowId: string;
      /** The name of the flow. */
      flow: string;
      contactId: string;
      /** The published version that it follows. */
      version: number;
      status: "active" | "finished" | "exited" | "failed";
      /** Where it stands. */
      step: string | null;
      /** When it goes on at the latest. */
      dueAt: string | null;
      enteredAt: string;
      endedAt: string | null;
      /** Why it ended, in plain words. */
      endReason: string | null;
      /** When the contact reached the goal of the flow. */
      goalAt: string | null;
      /** What brought the contact in. */
      trigger: {
        kind: string;
        at: string;
        event?: string | undefined;
        eventId?: string | undefined;
      };
      /** What it has done, in order. */
      steps: Array<{
        step: string;
        /** What became of it. */
        text: string;
        at: string;
      }>;
    };
  };
  /** Explain what a contact got from a flow, or why it never entered. */
  explainFlow: {
    params: { id: string };
    query: {
      /** Id of the flow. */
      flow: string;
    };
    body: undefined;
    answer: {
      summary: string;
      runs: Array<{
        id: string;
        flowId: string;
        /** The name of the flow. */
        flow: string;
        contactId: string;
        /** The published version that it follows. */
        version: number;
        status: "active" | "finished" | "exited" | "failed";
        /** Where it stands. */
        step: string | null;
        /** When it goes on at the latest. */
        dueAt: string | null;
        enteredAt: string;
        endedAt: string | null;
        /** Why it ended, in plain words. */
        endReason: string | null;
        /** When the contact reached the goal of the flow. */
        goalAt: string | null;
        /** What brought the contact in. */
        trigger: {
          kind: string;
          at: string;
          event?: string | undefined;
          eventId?: string | undefined;
        };
        /** What it has done, in order. */
        steps: Array<{
          step: string;
          /** What became of it. */
          text: string;
          at: string;
        }>;
        deliveries: Array<{
          id: string;
          message: string;
          step: string;
          status: string;
          text: string;
        }>;
      }>;
      /** When the contact could have entered and did not, and why; newest first. */
      refusals: Array<{
        text: string;
        at: string;
      }>;
    };
  };
  /** List the experiments of campaigns and flows, newest first. */
  listExperiments: {
    params: undefined;
    query: {
      limit?: number | undefined;
      cursor?: string | undefined;
      /** Only those of the flow with this id. */
      flow?: string | undefined;
      /** Only those of the campaign with this id. */
      campaign?: string | undefined;
    };
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        owner: {
          kind: "campaign";
          campaignId: string;
        } | {
          kind: "flow";
          flowId: string;
          stepId: string;
        } | {
          kind: "widget";
          formId: string;
        };
        /** `opens`, `clicks`: contacts that opened or clicked, of those to whom it was delivered. `conversions`: contacts with an order, of all that were assigned. `revenue`: revenue per contact that was assigned. */
        metric: "opens" | "clicks" | "conversions" | "revenue";
        state: "not_started" | "running" | "decided";
        variations: Array<{
          key: string;
          name: string;
          /** Its share is its weight divided by all weights. */
          weight: number;
          /** Its contacts get no message, to see what they do without one. */
          isHoldout: boolean;
        }>;
        /** Orders count that a contact places within so many days of its assignment. */
        windowDays: number;
        createdAt: string;
        startedAt: string | null;
        /** When the rule decides. Null: only a user does, or it has not started. */
        decideAt: string | null;
        decidedAt: string | null;
        decidedBy: "rule" | "user" | null;
        /** The key of the variation that other contacts get since the decision. */
        winner: string | null;
      }>;
      nextCursor: string | null;
    };
  };
  /** Compare the variations of a form by its views and successes. */
  reportWidgetExperiment: {
    params: undefined;
    query: {
      /** The id that the page gives the form. */
      form: string;
      widget?: string | undefined;
      /** Up to today, in UTC. 30 if omitted. */
      days?: number | undefined;
    };
    body: undefined;
    answer: {
      formId: string;
      widget: string;
      variations: Array<{
        key: string;
        viewed: number;
        succeeded: number;
        /** The metric: a rate from 0 to 1, or minor units of revenue per contact. Null: nothing to count yet. */
        value: number | null;
        /** In which the true value lies. It may be read at any time. Null below 100 contacts. */
        interval: {
          low: number;
          high: number;
        } | null;
        /** The value less that of the first variation. Null for the first one, and below 100 contacts of either. */
        difference: {
          value: number;
          low: number;
          high: number;
          /** The interval does not contain 0: the difference is unlikely to be chance. */
          isShown: boolean;
        } | null;
      }>;
      /** How probable the division is by chance, by a chi-square test. Below 0.001 it is off: then the figures cannot be trusted. */
      sampleRatio: {
        probability: number;
        isOff: boolean;
      };
      /** What the figures say, in plain words. */
      verdict: string;
      /** How the intervals are to be read, and how the experiment is decided. */
      rule: string;
    };
  };
  /** Read an experiment with what came of each variation, and what may be concluded. */
  reportExperiment: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      id: string;
      owner: {
        kind: "campaign";
        campaignId: string;
      } | {
        kind: "flow";
        flowId: string;
        stepId: string;
      } | {
        kind: "widget";
        formId: string;
      };
      /** `opens`, `clicks`: contacts that opened or clicked, of those to whom it was delivered. `conversions`: contacts with an order, of all that were assigned. `revenue`: revenue per contact that was assigned. */
      metric: "opens" | "clicks" | "conversions" | "revenue";
      state: "not_started" | "running" | "decided";
      variations: Array<{
        key: string;
        name: string;
        /** Its share is its weight divided by all weights. */
        weight: number;
        /** Its contacts get no message, to see what they do without one. */
        isHoldout: boolean;
        assigned: number;
        /** Contacts to whom it was delivered. */
        delivered: number;
        opened: number;
        clicked: number;
        /** Contacts with an order within the window, whatever they opened or clicked. */
        converted: number;
        /** Of these orders, in minor units of the shop’s currency. */
        revenue: number;
        /** The metric: a rate from 0 to 1, or minor units of revenue per contact. Null: nothing to count yet. */
        value: number | null;
        /** In which the true value lies. It may be read at any time. Null below 100 contacts. */
        interval: {
          low: number;
          high: number;
        } | null;
        /** The value less that of the first variation. Null for the first one, and below 100 contacts of either. */
        difference: {
          value: number;
          low: number;
          high: number;
          /** The interval does not contain 0: the difference is unlikely to be chance. */
          isShown: boolean;
        } | null;
      }>;
      /** Orders count that a contact places within so many days of its assignment. */
      windowDays: number;
      createdAt: string;
      startedAt: string | null;
      /** When the rule decides. Null: only a user does, or it has not started. */
      decideAt: string | null;
      decidedAt: string | null;
      decidedBy: "rule" | "user" | null;
      /** The key of the variation that other contacts get since the decision. */
      winner: string | null;
      currency: string;
      /** How probable the division is by chance, by a chi-square test. Below 0.001 it is off: then the figures cannot be trusted. */
      sampleRatio: {
        probability: number;
        isOff: boolean;
      };
      decision: {
        /** `tie`, `too_few`: the experiment decided nothing, and the rule names the variation that is used. */
        reason: "highest" | "only_one" | "tie" | "too_few" | "by_hand";
        /** The figures at the decision showed a difference that is unlikely to be chance. */
        isShown: boolean;
        /** The metric at that time. */
        values: Array<{
          key: string;
          value: number | null;
        }>;
      } | null;
      /** What the figures say, in plain words. */
      verdict: string;
      /** How the intervals are to be read, and how the experiment is decided. */
      rule: string;
      /** Large experiments are counted every few minutes. */
      countedAt: string;
    };
  };
  /** Decide an experiment by hand: the variation goes to other contacts from now on. */
  chooseWinner: {
    params: { id: string };
    query: undefined;
    body: {
      variation: string;
    };
    answer: {
      id: string;
      owner: {
        kind: "campaign";
        campaignId: string;
      } | {
        kind: "flow";
        flowId: string;
        stepId: string;
      } | {
        kind: "widget";
        formId: string;
      };
      /** `opens`, `clicks`: contacts that opened or clicked, of those to whom it was delivered. `conversions`: contacts with an order, of all that were assigned. `revenue`: revenue per contact that was assigned. */
      metric: "opens" | "clicks" | "conversions" | "revenue";
      state: "not_started" | "running" | "decided";
      variations: Array<{
        key: string;
        name: string;
        /** Its share is its weight divided by all weights. */
        weight: number;
        /** Its contacts get no message, to see what they do without one. */
        isHoldout: boolean;
        assigned: number;
        /** Contacts to whom it was delivered. */
        delivered: number;
        opened: number;
        clicked: number;
        /** Contacts with an order within the window, whatever they opened or clicked. */
        converted: number;
        /** Of these orders, in minor units of the shop’s currency. */
        revenue: number;
        /** The metric: a rate from 0 to 1, or minor units of revenue per contact. Null: nothing to count yet. */
        value: number | null;
        /** In which the true value lies. It may be read at any time. Null below 100 contacts. */
        interval: {
          low: number;
          high: number;
        } | null;
        /** The value less that of the first variation. Null for the first one, and below 100 contacts of either. */
        difference: {
          value: number;
          low: number;
          high: number;
          /** The interval does not contain 0: the difference is unlikely to be chance. */
          isShown: boolean;
        } | null;
      }>;
      /** Orders count that a contact places within so many days of its assignment. */
      windowDays: number;
      createdAt: string;
      startedAt: string | null;
      /** When the rule decides. Null: only a user does, or it has not started. */
      decideAt: string | null;
      decidedAt: string | null;
      decidedBy: "rule" | "user" | null;
      /** The key of the variation that other contacts get since the decision. */
      winner: string | null;
      currency: string;
      /** How probable the division is by chance, by a chi-square test. Below 0.001 it is off: then the figures cannot be trusted. */
      sampleRatio: {
        probability: number;
        isOff: boolean;
      };
      decision: {
        /** `tie`, `too_few`: the experiment decided nothing, and the rule names the variation that is used. */
        reason: "highest" | "only_one" | "tie" | "too_few" | "by_hand";
        /** The figures at the decision showed a difference that is unlikely to be chance. */
        isShown: boolean;
        /** The metric at that time. */
        values: Array<{
          key: string;
          value: number | null;
        }>;
      } | null;
      /** What the figures say, in plain words. */
      verdict: string;
      /** How the intervals are to be read, and how the experiment is decided. */
      rule: string;
      /** Large experiments are counted every few minutes. */
      countedAt: string;
    };
  };
  /** Compare the revenue of contacts with that of the holdout, which gets no marketing from campaigns and flows. */
  reportHoldout: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      /** The share of contacts that get no marketing from campaigns and flows. 0: there is no holdout. */
      percent: number;
      since: string | null;
      currency: string;
      /** Contacts that ever decided about marketing. Null: there is no holdout, or it is not counted yet. */
      groups: {
        contacted: {
          contacts: number;
          /** Contacts with an order since the start. */
          converted: number;
          /** Minor units. */
          revenue: number;
          /** Minor units. */
          revenuePerContact: number | null;
        };
        holdout: {
          contacts: number;
          /** Contacts with an order since the start. */
          converted: number;
          /** Minor units. */
          revenue: number;
          /** Minor units. */
          revenuePerContact: number | null;
        };
      } | null;
      /** Revenue per contact with marketing, less that without, in minor units. Null below 100 contacts of either. */
      lift: {
        value: number;
        low: number;
        high: number;
        isShown: boolean;
      } | null;
      sampleRatio: {
        probability: number;
        isOff: boolean;
      } | null;
      /** What the figures say, in plain words. */
      verdict: string;
      /** How the intervals are to be read, and how the experiment is decided. */
      rule: string;
      countedAt: string | null;
    };
  };
  /** Get the secret by which webhooks of flows are signed. */
  readWebhookSecret: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      /** The receiver checks signatures by it, as Standard Webhooks says. */
      secret: string;
    };
  };
  /** Replace the secret. For 24 hours, webhooks are signed by both. */
  replaceWebhookSecret: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      /** The receiver checks signatures by it, as Standard Webhooks says. */
      secret: string;
    };
  };
  /** List the messages with channel, languages and topic. */
  listMessages: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        /** The key of the message, such as `welcome`. */
        key: string;
        name: string;
        channel: "email" | "sms" | "push";
        category: "transactional" | "marketing";
        /** Id of its topic. Contacts who have opted out of the topic do not receive the message. */
        topic: string | null;
        /** Published languages, the default language first. */
        languages: Array<string>;
        /** Grows with each change. */
        version: number;
        /** The version that is sent; null if none was ever published. */
        publishedVersion: number | null;
        /** For an SMS: how it is sent, with its opt-out link and without the values of placeholders, which add to it. Of its languages, the one with the most segments. */
        sms: {
          alphabet: "gsm7" | "ucs2";
          segments: number;
        } | null;
      }>;
      nextCursor: null;
    };
  };
  /** Create a message as a draft. */
  createMessage: {
    params: undefined;
    query: undefined;
    body: {
      key: string;
      name: string;
      channel: "email" | "sms" | "push";
      category: "transactional" | "marketing";
      language?: string | undefined;
      contents: {
        [name: string]: {
          /** Liquid. An SMS has none. */
          subject?: string | undefined;
          /** Liquid. The line that mailboxes show beside the subject. */
          preheader?: string | undefined;
          /** MJML with Liquid for an email; plain text with Liquid for an SMS or a push message. */
          body: string;
        };
      };
      /** UTM parameters of the links of a marketing email to the shop’s website. What is left out is as the settings say; `false`: the links get none. */
      utm?: false | {
        /** The value of `utm_source`. */
        source?: string | undefined;
        /** The value of `utm_medium`. */
        medium?: string | undefined;
        /** The value of `utm_campaign`. */
        campaign?: string | undefined;
        /** The value of `utm_term`, which links have only if it is given here. */
        term?: string | undefined;
        /** The value of `utm_content`, which links have only if it is given here. */
        content?: string | undefined;
      } | undefined;
    };
    answer: {
      id: string;
      /** The key of the message, such as `welcome`. */
      key: string;
      name: string;
      channel: "email" | "sms" | "push";
      category: "transactional" | "marketing";
      /** Id of its topic. Contacts who have opted out of the topic do not receive the message. */
      topic: string | null;
      /** Published languages, the default language first. */
      languages: Array<string>;
      /** Grows with each change. */
      version: number;
      /** The version that is sent; null if none was ever published. */
      publishedVersion: number | null;
      /** For an SMS: how it is sent, with its opt-out link and without the values of placeholders, which add to it. Of its languages, the one with the most segments. */
      sms: {
        alphabet: "gsm7" | "ucs2";
        segments: number;
      } | null;
      /** The default language: contacts whose language the message does not have get this one. */
      language: string;
      published: {
        [name: string]: {
          /** Liquid. An SMS has none. */
          subject: string;
          /** Liquid. The line that mailboxes show beside the subject. */
          preheader: string;
          /** MJML with Liquid for an email; plain text with Liquid for an SMS or a push message. */
          body: string;
        };
      } | null;
      /** Null if nothing was changed since it was published. */
      draft: {
        [name: string]: {
          /** Liquid. An SMS has none. */
          subject: string;
          /** Liquid. The line that mailboxes show beside the subject. */
          preheader: string;
          /** MJML with Liquid for an email; plain text with Liquid for an SMS or a push message. */
          body: string;
        };
      } | null;
      publishedUtm: false | {
        /** The value of `utm_source`. */
        source?: string | undefined;
        /** The value of `utm_medium`. */
        medium?: string | undefined;
        /** The value of `utm_campaign`. */
        campaign?: string | undefined;
        /** The value of `utm_term`, which links have only if it is given here. */
        term?: string | undefined;
        /** The value of `utm_content`, which links have only if it is given here. */
        content?: string | undefined;
      } | null;
      draftUtm: false | {
        /** The value of `utm_source`. */
        source?: string | undefined;
        /** The value of `utm_medium`. */
        medium?: string | undefined;
        /** The value of `utm_campaign`. */
        campaign?: string | undefined;
        /** The value of `utm_term`, which links have only if it is given here. */
        term?: string | undefined;
        /** The value of `utm_content`, which links have only if it is given here. */
        content?: string | undefined;
      } | null;
      /** Of the draft; without one, of what is published. */
      findings: Array<{
        /** A message with an error cannot be published. */
        severity: "error" | "warning";
        code: "template_fault" | "unknown_variable" | "missing_fallback" | "missing_opt_out" | "unsafe_link" | "dead_link" | "other_website" | "image_without_text" | "too_large";
        language: string;
        text: string;
      }>;
    };
  };
  /** Read a message: what is published, its draft, and what is wrong with it. */
  readMessage: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      id: string;
      /** The key of the message, such as `welcome`. */
      key: string;
      name: string;
      channel: "email" | "sms" | "push";
      category: "transactional" | "marketing";
      /** Id of its topic. Contacts who have opted out of the topic do not receive the message. */
      topic: string | null;
      /** Published languages, the default language first. */
      languages: Array<string>;
      /** Grows with each change. */
      version: number;
      /** The version that is sent; null if none was ever published. */
      publishedVersion: number | null;
      /** For an SMS: how it is sent, with its opt-out link and without the values of placeholders, which add to it. Of its languages, the one with the most segments. */
      sms: {
        alphabet: "gsm7" | "ucs2";
        segments: number;
      } | null;
      /** The default language: contacts whose language the message does not have get this one. */
      language: string;
      published: {
        [name: string]: {
          /** Liquid. An SMS has none. */
          subject: string;
          /** Liquid. The line that mailboxes show beside the subject. */
          preheader: string;
          /** MJML with Liquid for an email; plain text with Liquid for an SMS or a push message. */
          body: string;
        };
      } | null;
      /** Null if nothing was changed since it was published. */
      draft: {
        [name: string]: {
          /** Liquid. An SMS has none. */
          subject: string;
          /** Liquid. The line that mailboxes show beside the subject. */
          preheader: string;
          /** MJML with Liquid for an email; plain text with Liquid for an SMS or a push message. */
          body: string;
        };
      } | null;
      publishedUtm: false | {
        /** The value of `utm_source`. */
        source?: string | undefined;
        /** The value of `utm_medium`. */
        medium?: string | undefined;
        /** The value of `utm_campaign`. */
        campaign?: string | undefined;
        /** The value of `utm_term`, which links have only if it is given here. */
        term?: string | undefined;
        /** The value of `utm_content`, which links have only if it is given here. */
        content?: string | undefined;
      } | null;
      draftUtm: false | {
        /** The value of `utm_source`. */
        source?: string | undefined;
        /** The value of `utm_medium`. */
        medium?: string | undefined;
        /** The value of `utm_campaign`. */
        campaign?: string | undefined;
        /** The value of `utm_term`, which links have only if it is given here. */
        term?: string | undefined;
        /** The value of `utm_content`, which links have only if it is given here. */
        content?: string | undefined;
      } | null;
      /** Of the draft; without one, of what is published. */
      findings: Array<{
        /** A message with an error cannot be published. */
        severity: "error" | "warning";
        code: "template_fault" | "unknown_variable" | "missing_fallback" | "missing_opt_out" | "unsafe_link" | "dead_link" | "other_website" | "image_without_text" | "too_large";
        language: string;
        text: string;
      }>;
    };
  };
  /** Change the draft of a message. A change that is based on an older version is refused. */
  changeMessage: {
    params: { id: string };
    query: undefined;
    body: {
      /** The version that the change is based on. */
      version: number;
      name?: string | undefined;
      /** Languages that are changed in the draft; null removes one. The others stay. */
      contents?: {
        [name: string]: {
          /** Liquid. An SMS has none. */
          subject?: string | undefined;
          /** Liquid. The line that mailboxes show beside the subject. */
          preheader?: string | undefined;
          /** MJML with Liquid for an email; plain text with Liquid for an SMS or a push message. */
          body: string;
        } | null;
      } | undefined;
      /** The UTM parameters of the draft, all of them; `{}`: those of the shop. */
      utm?: false | {
        /** The value of `utm_source`. */
        source?: string | undefined;
        /** The value of `utm_medium`. */
        medium?: string | undefined;
        /** The value of `utm_campaign`. */
        campaign?: string | undefined;
        /** The value of `utm_term`, which links have only if it is given here. */
        term?: string | undefined;
        /** The value of `utm_content`, which links have only if it is given here. */
        content?: string | undefined;
      } | undefined;
    };
    answer: {
      id: string;
      /** The key of the message, such as `welcome`. */
      key: string;
      name: string;
      channel: "email" | "sms" | "push";
      category: "transactional" | "marketing";
      /** Id of its topic. Contacts who have opted out of the topic do not receive the message. */
      topic: string | null;
      /** Published languages, the default language first. */
      languages: Array<string>;
      /** Grows with each change. */
      version: number;
      /** The version that is sent; null if none was ever published. */
      publishedVersion: number | null;
      /** For an SMS: how it is sent, with its opt-out link and without the values of placeholders, which add to it. Of its languages, the one with the most segments. */
      sms: {
        alphabet: "gsm7" | "ucs2";
        segments: number;
      } | null;
      /** The default language: contacts whose language the message does not have get this one. */
      language: string;
      published: {
        [name: string]: {
          /** Liquid. An SMS has none. */
          subject: string;
          /** Liquid. The line that mailboxes show beside the subject. */
          preheader: string;
          /** MJML with Liquid for an email; plain text with Liquid for an SMS or a push message. */
          body: string;
        };
      } | null;
      /** Null if nothing was changed since it was published. */
      draft: {
        [name: string]: {
          /** Liquid. An SMS has none. */
          subject: string;
          /** Liquid. The line that mailboxes show beside the subject. */
          preheader: string;
          /** MJML with Liquid for an email; plain text with Liquid for an SMS or a push message. */
          body: string;
        };
      } | null;
      publishedUtm: false | {
        /** The value of `utm_source`. */
        source?: string | undefined;
        /** The value of `utm_medium`. */
        medium?: string | undefined;
        /** The value of `utm_campaign`. */
        campaign?: string | undefined;
        /** The value of `utm_term`, which links have only if it is given here. */
        term?: string | undefined;
        /** The value of `utm_content`, which links have only if it is given here. */
        content?: string | undefined;
      } | null;
      draftUtm: false | {
        /** The value of `utm_source`. */
        source?: string | undefined;
        /** The value of `utm_medium`. */
        medium?: string | undefined;
        /** The value of `utm_campaign`. */
        campaign?: string | undefined;
        /** The value of `utm_term`, which links have only if it is given here. */
        term?: string | undefined;
        /** The value of `utm_content`, which links have only if it is given here. */
        content?: string | undefined;
      } | null;
      /** Of the draft; without one, of what is published. */
      findings: Array<{
        /** A message with an error cannot be published. */
        severity: "error" | "warning";
        code: "template_fault" | "unknown_variable" | "missing_fallback" | "missing_opt_out" | "unsafe_link" | "dead_link" | "other_website" | "image_without_text" | "too_large";
        language: string;
        text: string;
      }>;
    };
  };
  /** Publish the draft: every delivery that is sent from now on has it. */
  publishMessage: {
    params: { id: string };
    query: undefined;
    body: {
      /** The version that is published. */
      version: number;
    };
    answer: {
      id: string;
      /** The key of the message, such as `welcome`. */
      key: string;
      name: string;
      channel: "email" | "sms" | "push";
      category: "transactional" | "marketing";
      /** Id of its topic. Contacts who have opted out of the topic do not receive the message. */
      topic: string | null;
      /** Published languages, the default language first. */
      languages: Array<string>;
      /** Grows with each change. */
      version: number;
      /** The version that is sent; null if none was ever published. */
      publishedVersion: number | null;
      /** For an SMS: how it is sent, with its opt-out link and without the values of placeholders, which add to it. Of its languages, the one with the most segments. */
      sms: {
        alphabet: "gsm7" | "ucs2";
        segments: number;
      } | null;
      /** The default language: contacts whose language the message does not have get this one. */
      language: string;
      published: {
        [name: string]: {
          /** Liquid. An SMS has none. */
          subject: string;
          /** Liquid. The line that mailboxes show beside the subject. */
          preheader: string;
          /** MJML with Liquid for an email; plain text with Liquid for an SMS or a push message. */
          body: string;
        };
      } | null;
      /** Null if nothing was changed since it was published. */
      draft: {
        [name: string]: {
          /** Liquid. An SMS has none. */
          subject: string;
          /** Liquid. The line that mailboxes show beside the subject. */
          preheader: string;
          /** MJML with Liquid for an email; plain text with Liquid for an SMS or a push message. */
          body: string;
        };
      } | null;
      publishedUtm: false | {
        /** The value of `utm_source`. */
        source?: string | undefined;
        /** The value of `utm_medium`. */
        medium?: string | undefined;
        /** The value of `utm_campaign`. */
        campaign?: string | undefined;
        /** The value of `utm_term`, which links have only if it is given here. */
        term?: string | undefined;
        /** The value of `utm_content`, which links have only if it is given here. */
        content?: string | undefined;
      } | null;
      draftUtm: false | {
        /** The value of `utm_source`. */
        source?: string | undefined;
        /** The value of `utm_medium`. */
        medium?: string | undefined;
        /** The value of `utm_campaign`. */
        campaign?: string | undefined;
        /** The value of `utm_term`, which links have only if it is given here. */
        term?: string | undefined;
        /** The value of `utm_content`, which links have only if it is given here. */
        content?: string | undefined;
      } | null;
      /** Of the draft; without one, of what is published. */
      findings: Array<{
        /** A message with an error cannot be published. */
        severity: "error" | "warning";
        code: "template_fault" | "unknown_variable" | "missing_fallback" | "missing_opt_out" | "unsafe_link" | "dead_link" | "other_website" | "image_without_text" | "too_large";
        language: string;
        text: string;
      }>;
    };
  };
  /** List the published versions of a message, the newest first. */
  listMessageVersions: {
    params: { id: string };
    query: {
      limit?: number | undefined;
      cursor?: string | undefined;
    };
    body: undefined;
    answer: {
      data: Array<{
        version: number;
        publishedAt: string;
        contents: {
          [name: string]: {
            /** Liquid. An SMS has none. */
            subject: string;
            /** Liquid. The line that mailboxes show beside the subject. */
            preheader: string;
            /** MJML with Liquid for an email; plain text with Liquid for an SMS or a push message. */
            body: string;
          };
        };
        /** UTM parameters of the links of a marketing email to the shop’s website. What is left out is as the settings say; `false`: the links get none. */
        utm: false | {
          /** The value of `utm_source`. */
          source?: string | undefined;
          /** The value of `utm_medium`. */
          medium?: string | undefined;
          /** The value of `utm_campaign`. */
          campaign?: string | undefined;
          /** The value of `utm_term`, which links have only if it is given here. */
          term?: string | undefined;
          /** The value of `utm_content`, which links have only if it is given here. */
          content?: string | undefined;
        };
      }>;
      nextCursor: string | null;
    };
  };
  /** Show a message as a contact would get it now. Its links to their preferences lead nowhere. */
  previewMessage: {
    params: { id: string };
    query: undefined;
    body: {
      /** Whose name, cart and products it shows. Without one it shows sample products and no name. */
      contact?: string | undefined;
      /** That of the contact if omitted. */
      language?: string | undefined;
      /** `draft` without a draft is what is published. */
      version?: "draft" | "published" | undefined;
      /** Values of variables, as a delivery has them. */
      variables?: {
        [name: string]: unknown;
      } | undefined;
      /** What a variation changes of it. */
      override?: {
        /** The subject by language, as Liquid. In other languages the message keeps its own. */
        subjects?: {
          [name: string]: string;
        } | undefined;
        /** The preheader by language, as Liquid. In other languages the message keeps its own. */
        preheaders?: {
          [name: string]: string;
        } | undefined;
        /** Whom the mail is from; the address stays. */
        senderName?: string | undefined;
      } | undefined;
    };
    answer: {
      language: string;
      subject: string | null;
      /** Only of an email. */
      html: string | null;
      /** The text part of an email; the text of an SMS or a push message. */
      text: string | null;
      /** Size of the HTML. Gmail cuts off what is beyond 102,400 bytes. */
      bytes: number | null;
      /** For an SMS: how it is sent, with its opt-out link and without the values of placeholders, which add to it. Of its languages, the one with the most segments. */
      sms: {
        alphabet: "gsm7" | "ucs2";
        segments: number;
      } | null;
      /** Why this contact would not get it as it is now. */
      obstacle: string | null;
      findings: Array<{
        /** A message with an error cannot be published. */
        severity: "error" | "warning";
        code: "template_fault" | "unknown_variable" | "missing_fallback" | "missing_opt_out" | "unsafe_link" | "dead_link" | "other_website" | "image_without_text" | "too_large";
        language: string;
        text: string;
      }>;
    };
  };
  /** Send a message to yourself, as a contact would get it now. It is no delivery: it counts in no statistics and to no limit of a contact. */
  testMessage: {
    params: { id: string };
    query: undefined;
    body: {
      /** Whose name, cart and products it shows. Without one it shows sample products and no name. */
      contact?: string | undefined;
      /** That of the contact if omitted. */
      language?: string | undefined;
      /** `draft` without a draft is what is published. */
      version?: "draft" | "published" | undefined;
      /** Values of variables, as a delivery has them. */
      variables?: {
        [name: string]: unknown;
      } | undefined;
      /** What a variation changes of it. */
      override?: {
        /** The subject by language, as Liquid. In other languages the message keeps its own. */
        subjects?: {
          [name: string]: string;
        } | undefined;
        /** The preheader by language, as Liquid. In other languages the message keeps its own. */
        preheaders?: {
          [name: string]: string;
        } | undefined;
        /** Whom the mail is from; the address stays. */
        senderName?: string | undefined;
      } | undefined;
      /** An email address or a phone number. One that is not of a user of the shop needs `messages.test`. */
      to: string;
    };
    answer: {
      result: "queued";
    };
  };
  /** List the blocks that messages share. */
  listMessageBlocks: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      data: Array<{
        name: string;
        /** MJML with Liquid. It may contain other blocks. */
        body: string;
      }>;
      nextCursor: null;
    };
  };
  /** Replace the blocks. Messages that are sent from now on have the new ones. A block that a message uses cannot be left out, and blocks cannot contain each other. */
  putMessageBlocks: {
    params: undefined;
    query: undefined;
    body: {
      blocks: Array<{
        name: string;
        /** MJML with Liquid. It may contain other blocks. */
        body: string;
      }>;
    };
    answer: {
      data: Array<{
        name: string;
        /** MJML with Liquid. It may contain other blocks. */
        body: string;
      }>;
      nextCursor: null;
    };
  };
  /** Set the topic of a marketing message. Contacts who opted out of the topic do not receive it; the delivery is skipped with `topic_unwanted`. */
  putMessageTopic: {
    params: { id: string };
    query: undefined;
    body: {
      /** Id of a topic of the shop, or null. */
      topic: string | null;
    };
    answer: {
      id: string;
      /** The key of the message, such as `welcome`. */
      key: string;
      name: string;
      channel: "email" | "sms" | "push";
      category: "transactional" | "marketing";
      /** Id of its topic. Contacts who have opted out of the topic do not receive the message. */
      topic: string | null;
      /** Published languages, the default language first. */
      languages: Array<string>;
      /** Grows with each change. */
      version: number;
      /** The version that is sent; null if none was ever published. */
      publishedVersion: number | null;
      /** For an SMS: how it is sent, with its opt-out link and without the values of placeholders, which add to it. Of its languages, the one with the most segments. */
      sms: {
        alphabet: "gsm7" | "ucs2";
        segments: number;
      } | null;
    };
  };
  /** List the coupon pools, with how many codes are left. */
  listCouponPools: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      data: Array<{
        name: string;
        /** What generated codes begin with. Null: you add the codes. */
        prefix: string | null;
        /** Days for which a code is valid after it was given, to the end of the last one. Null: without an end. */
        validDays: number | null;
        key: string;
        /** Codes that a reader got. */
        given: number;
        /** Codes that are left. Null: they are generated. */
        free: number | null;
        /** Codes that expired before a reader got them. */
        expired: number;
      }>;
      nextCursor: null;
    };
  };
  /** Create or change a coupon pool, which messages name as `{{ coupon.<key>.code }}`. */
  putCouponPool: {
    params: { key: string };
    query: undefined;
    body: {
      name: string;
      /** What generated codes begin with. Null: you add the codes. */
      prefix?: string | null | undefined;
      /** Days for which a code is valid after it was given, to the end of the last one. Null: without an end. */
      validDays?: number | null | undefined;
    };
    answer: {
      name: string;
      /** What generated codes begin with. Null: you add the codes. */
      prefix: string | null;
      /** Days for which a code is valid after it was given, to the end of the last one. Null: without an end. */
      validDays: number | null;
      key: string;
      /** Codes that a reader got. */
      given: number;
      /** Codes that are left. Null: they are generated. */
      free: number | null;
      /** Codes that expired before a reader got them. */
      expired: number;
    };
  };
  /** Add codes of the shop to a pool. */
  addCouponCodes: {
    params: { key: string };
    query: undefined;
    body: {
      codes: Array<string>;
      expiresAt?: string | null | undefined;
    };
    answer: {
      added: number;
      alreadyThere: number;
    };
  };
  /** Get a code and whether a reader has it, for a checkout that is given it. */
  readCouponCode: {
    params: { key: string; code: string };
    query: undefined;
    body: undefined;
    answer: {
      code: string;
      status: "free" | "given" | "expired";
      /** The contact who got it. */
      contactId: string | null;
      givenAt: string | null;
      expiresAt: string | null;
    };
  };
  /** List deliveries, newest first. */
  listDeliveries: {
    params: undefined;
    query: {
      limit?: number | undefined;
      cursor?: string | undefined;
      /** Only those to the contact with this id. */
      contact?: string | undefined;
      /** `due`: not sent yet. `dispatching`: being handed to the platform. `uncertain`: it may have arrived, so it is not sent again. */
      status?: "due" | "dispatching" | "sent" | "failed" | "uncertain" | "skipped" | undefined;
      channel?: "email" | "sms" | "push" | undefined;
    };
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        /** The name of the message. */
        message: string;
        /** The key of the message, such as `cart_recovery`. */
        messageKey: string;
        /** The version of the message that was sent. Null: the delivery was not sent, or it was sent before Beckon recorded this. */
        messageVersion: number | null;
        channel: "email" | "sms" | "push";
        category: "transactional" | "marketing";
        origin: {
          kind: "sms_reply";
          receivedSmsId: string;
        } | {
          kind: "system";
        } | {
          kind: "api";
        } | {
          kind: "flow";
          flowId: string;
          runId: string;
          stepId: string;
          /** Of a step with an experiment: the key of the variation. */
          variation?: string | undefined;
        } | {
          kind: "campaign";
          campaignId: string;
          variation: string | null;
        };
        /** `due`: not sent yet. `dispatching`: being handed to the platform. `uncertain`: it may have arrived, so it is not sent again. */
        status: "due" | "dispatching" | "sent" | "failed" | "uncertain" | "skipped";
        /** Why it waits, was skipped or failed. */
        reason: string | null;
        /** The time at which it is checked again, where quiet hours, a limit or a chosen frequency delay it. */
        waitsUntil: string | null;
        createdAt: string;
        sentAt: string | null;
        contactId: string;
      }>;
      nextCursor: string | null;
    };
  };
  /** Explain why a delivery was sent, waits, or was not sent. */
  explainDelivery: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      id: string;
      /** The name of the message. */
      message: string;
      /** The key of the message, such as `cart_recovery`. */
      messageKey: string;
      /** The version of the message that was sent. Null: the delivery was not sent, or it was sent before Beckon recorded this. */
      messageVersion: number | null;
      channel: "email" | "sms" | "push";
      category: "transactional" | "marketing";
      origin: {
        kind: "sms_reply";
        receivedSmsId: string;
      } | {
        kind: "system";
      } | {
        kind: "api";
      } | {
        kind: "flow";
        flowId: string;
        runId: string;
        stepId: string;
        /** Of a step with an experiment: the key of the variation. */
        variation?: string | undefined;
      } | {
        kind: "campaign";
        campaignId: string;
        variation: string | null;
      };
      /** `due`: not sent yet. `dispatching`: being handed to the platform. `uncertain`: it may have arrived, so it is not sent again. */
      status: "due" | "dispatching" | "sent" | "failed" | "uncertain" | "skipped";
      /** Why it waits, was skipped or failed. */
      reason: string | null;
      /** The time at which it is checked again, where quiet hours, a limit or a chosen frequency delay it. */
      waitsUntil: string | null;
      createdAt: string;
      sentAt: string | null;
      contactId: string;
      /** What became of the delivery, in one sentence. */
      summary: string;
      /** What the gate saw when it last decided. Empty before the first decision. */
      checks: Array<{
        check: "consent" | "marketing" | "suppression" | "limit" | "frequency" | "quiet_hours" | "stock";
        isPassed: boolean;
        text: string;
      }>;
      decidedAt: string | null;
      /** What the platform reported, in the order in which it happened. */
      providerEvents: Array<{
        kind: "sent" | "delivered" | "opened" | "clicked" | "bounced" | "complained" | "failed" | "unsubscribed";
        detail: string | null;
        /** Of `opened` and `clicked`: why a machine did it, and not a person. Null: a person did. */
        machineReason: string | null;
        occurredAt: string;
      }>;
      /** Opens and clicks of an email that Beckon counted, a few seconds after they happened. */
      engagement: {
        /** How often the image of an email was loaded. */
        opens: {
          byPeople: number;
          byMachines: number;
        };
        /** How often each link was followed. Links that were not are left out. */
        clicks: Array<{
          byPeople: number;
          byMachines: number;
          /** Null: it is stored no longer. */
          url: string | null;
        }>;
      };
      /** For an SMS: in how many segments it is sent, its opt-out link included. */
      segments: number | null;
    };
  };
  /** Record what a platform reports about deliveries. Complaints and hard bounces suppress the address at once. Reports may come twice and in any order. */
  recordProviderEvents: {
    params: undefined;
    query: undefined;
    body: {
      events: Array<{
        /** The platform’s id of the report. A repeat is recorded once. */
        id: string;
        /** Beckon’s id of the delivery, which is the vendor key. */
        deliveryId?: string | undefined;
        /** The platform’s id of the message, instead of `deliveryId`. */
        vendorId?: string | undefined;
        kind: "sent" | "delivered" | "opened" | "clicked" | "bounced" | "complained" | "failed" | "unsubscribed";
        /** Of `bounced`: `hard` if the address does not exist, `soft` (default) if it may work later. */
        bounce?: "hard" | "soft" | undefined;
        /** Of `opened` and `clicked`: a program did it, not a person. Flows and segments do not count it. */
        isMachine?: boolean | undefined;
        /** What the platform says, such as an SMTP status; of `clicked` where the link leads. */
        detail?: string | undefined;
        /** If omitted, the time at which the report is received. */
        occurredAt?: string | undefined;
      }>;
    };
    answer: {
      /** One per report, in order. `unknown`: the shop has no such delivery. */
      results: Array<"recorded" | "duplicate" | "unknown">;
    };
  };
  /** Record what mails say that came back: delivery status notifications (RFC 3464) and feedback reports (RFC 5965). Complaints and hard bounces suppress the address at once. A mail may come twice. A single mail may also be the body itself, as `message/rfc822`. */
  recordBounces: {
    params: undefined;
    query: undefined;
    body: {
      /** Each mail as it was received, its header included. */
      mails: Array<string>;
    };
    answer: {
      /** One per mail, in order. */
      results: Array<{
        /** `duplicate`: it had come before. `unknown`: the shop has sent no such delivery. `ignored`: it says nothing that is recorded. */
        result: "recorded" | "duplicate" | "unknown" | "ignored";
        /** What the mail says, or why it is ignored. */
        reason: string;
        /** The delivery that the mail is about; null if it names none. */
        deliveryId: string | null;
      }>;
    };
  };
  /** List the text messages that shoppers have sent to the shop, newest first. */
  listReceivedSms: {
    params: undefined;
    query: {
      limit?: number | undefined;
      cursor?: string | undefined;
      /** Only those of the contact with this id. */
      contact?: string | undefined;
    };
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        /** The contact with this number; null: none has it. */
        contactId: string | null;
        /** The shopper's number, in E.164. */
        from: string;
        /** The number of the shop that it was sent to. */
        to: string;
        text: string;
        /** `stop` ended text messages to this number, `start` allowed them again. Null: a text to read. */
        intent: "stop" | "start" | null;
        /** Why it was understood so. `word`: it is a known text, such as STOP. `politeness`: with polite words around it. `number`: with numbers after it. `spelling`: with a typing error. `phrase`: a sentence that only says what is to stop. */
        rule: "word" | "politeness" | "number" | "spelling" | "phrase" | null;
        receivedAt: string;
      }>;
      nextCursor: string | null;
    };
  };
  /** List the topics shoppers can choose from. */
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
  /** Replace the topics, in display order. Shoppers’ choices for topics that stay are kept. */
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
  /** List the registered consent texts, newest first. */
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
  /** Get totals: contacts, events, orders, revenue. */
  readStats: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      contacts: number;
      /** Browsers seen by the tracker, excluding bots. */
      visitors: number;
      /** All events, including those of bots. */
      events: number;
      /** Events marked as sent by bots. */
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
      /** Contacts with granted email consent. */
      subscribers: number;
      /** When the totals were counted. Large shops are counted every few minutes; the number of events is current. */
      takenAt: string;
    };
  };
  /** Get orders and revenue by day (UTC), up to the newest order. */
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
  /** Get the numbers of each form and variation. Only visitors who consented to analytics are counted. */
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
        /** Completions divided by views; null without views. */
        rate: number | null;
      }>;
      nextCursor: null;
    };
  };
  /** Get consumer lag, job counts and failures. */
  readQueue: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      consumers: Array<{
        name: string;
        /** Stored events of this shop that have not been processed yet. */
        lag: number;
        /** There are more than were counted: `lag` is an estimate. */
        isEstimate: boolean;
        /** Age of the oldest one, in seconds. */
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
        /** The latest reason. */
        reason: string;
        /** How many were dropped; repeats count again. */
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
  /** Retry a dead job. */
  replayJob: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      result: "ready";
    };
  };
  /** List quarantined events with the reason. */
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
        /** The event as received, truncated to 8,000 characters. */
        raw: string;
        receivedAt: string;
      }>;
      nextCursor: string | null;
    };
  };
  /** Replay a quarantined event under the current rules. */
  replayQuarantined: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      result: "accepted" | "duplicate" | "quarantined";
      reason?: string | undefined;
    };
  };
  /** Get the retention periods and the result of the last removal. */
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
        /** When all expired data had been removed. */
        finishedAt: string | null;
        removedLastRun: number;
        removedEver: number;
        /** No removal has completed for two days. */
        isOverdue: boolean;
      }>;
    };
  };
  /** Set the retention periods. Older data is deleted within a day and cannot be restored. */
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
        /** When all expired data had been removed. */
        finishedAt: string | null;
        removedLastRun: number;
        removedEver: number;
        /** No removal has completed for two days. */
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
      /** ISO 3166-1 alpha-2. Phone numbers without country code are read as numbers of this country; without it they are not read. Of contacts without time zone and phone number it says where they may be, for quiet hours. */
      country: string | null;
      /** How many marketing messages a contact gets in any seven days. */
      weeklyCap: number;
      /** From here on marketing messages wait, by the clock of the contact. */
      quietFrom: string;
      /** Until here. The same as `quietFrom`: no quiet hours. */
      quietUntil: string;
      /** Seconds without a change after which a cart is abandoned: `cart_abandoned` is written. */
      cartIdleSeconds: number;
      /** Maximum text messages that are handed to the platform in a second; null: as many as it takes. */
      smsPerSecond: number | null;
      /** `double`: a sign-up counts when the link in the email is used. `single`: immediately, if the address is not known to the shop. */
      optIn: "double" | "single";
      /** Marketing mails contain an image that tells when they are opened. */
      tracksOpens: boolean;
      /** The links of marketing mails lead through Beckon, which counts clicks. */
      tracksClicks: boolean;
      /** Links of marketing mails to the shop’s website get `utm_source`, `utm_medium=email` and `utm_campaign`, the key of the message. A message can state others. What a link already has stays. */
      addsUtm: boolean;
      /** The value of `utm_source`. */
      utmSource: string;
      /** The share of contacts that get no marketing from campaigns and flows, to measure what marketing earns. A change starts the measurement anew; from 0 on, new contacts are drawn for it. */
      holdoutPercent: number;
      /** Host names of other websites that messages may lead to without a warning, such as `www.instagram.com`. The shop’s website and its subdomains need not be listed. */
      linkHosts: Array<string>;
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
      /** ISO 3166-1 alpha-2. Phone numbers without country code are read as numbers of this country; without it they are not read. Of contacts without time zone and phone number it says where they may be, for quiet hours. */
      country?: string | null | undefined;
      /** How many marketing messages a contact gets in any seven days. */
      weeklyCap?: number | undefined;
      /** From here on marketing messages wait, by the clock of the contact. */
      quietFrom?: string | undefined;
      /** Until here. The same as `quietFrom`: no quiet hours. */
      quietUntil?: string | undefined;
      /** Seconds without a change after which a cart is abandoned: `cart_abandoned` is written. */
      cartIdleSeconds?: number | undefined;
      /** Maximum text messages that are handed to the platform in a second; null: as many as it takes. */
      smsPerSecond?: number | null | undefined;
      /** `double`: a sign-up counts when the link in the email is used. `single`: immediately, if the address is not known to the shop. */
      optIn?: "double" | "single" | undefined;
      /** Marketing mails contain an image that tells when they are opened. */
      tracksOpens?: boolean | undefined;
      /** The links of marketing mails lead through Beckon, which counts clicks. */
      tracksClicks?: boolean | undefined;
      /** Links of marketing mails to the shop’s website get `utm_source`, `utm_medium=email` and `utm_campaign`, the key of the message. A message can state others. What a link already has stays. */
      addsUtm?: boolean | undefined;
      /** The value of `utm_source`. */
      utmSource?: string | undefined;
      /** The share of contacts that get no marketing from campaigns and flows, to measure what marketing earns. A change starts the measurement anew; from 0 on, new contacts are drawn for it. */
      holdoutPercent?: number | undefined;
      /** Host names of other websites that messages may lead to without a warning, such as `www.instagram.com`. The shop’s website and its subdomains need not be listed. */
      linkHosts?: Array<string> | undefined;
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
      /** ISO 3166-1 alpha-2. Phone numbers without country code are read as numbers of this country; without it they are not read. Of contacts without time zone and phone number it says where they may be, for quiet hours. */
      country: string | null;
      /** How many marketing messages a contact gets in any seven days. */
      weeklyCap: number;
      /** From here on marketing messages wait, by the clock of the contact. */
      quietFrom: string;
      /** Until here. The same as `quietFrom`: no quiet hours. */
      quietUntil: string;
      /** Seconds without a change after which a cart is abandoned: `cart_abandoned` is written. */
      cartIdleSeconds: number;
      /** Maximum text messages that are handed to the platform in a second; null: as many as it takes. */
      smsPerSecond: number | null;
      /** `double`: a sign-up counts when the link in the email is used. `single`: immediately, if the address is not known to the shop. */
      optIn: "double" | "single";
      /** Marketing mails contain an image that tells when they are opened. */
      tracksOpens: boolean;
      /** The links of marketing mails lead through Beckon, which counts clicks. */
      tracksClicks: boolean;
      /** Links of marketing mails to the shop’s website get `utm_source`, `utm_medium=email` and `utm_campaign`, the key of the message. A message can state others. What a link already has stays. */
      addsUtm: boolean;
      /** The value of `utm_source`. */
      utmSource: string;
      /** The share of contacts that get no marketing from campaigns and flows, to measure what marketing earns. A change starts the measurement anew; from 0 on, new contacts are drawn for it. */
      holdoutPercent: number;
      /** Host names of other websites that messages may lead to without a warning, such as `www.instagram.com`. The shop’s website and its subdomains need not be listed. */
      linkHosts: Array<string>;
    };
  };
  /** Get the DNS records that the domain of the sender address needs, and what the last check has found. */
  readSenderDomain: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      /** The domain of the sender address. */
      domain: string;
      /** The selector of the key by which emails are signed (DKIM). Null: they are sent without a signature. */
      signsWith: string | null;
      checkedAt: string | null;
      records: Array<{
        /** `mx`: where replies and bounce mails to the sender address go. */
        purpose: "dkim" | "spf" | "dmarc" | "mx";
        type: "TXT" | "MX";
        name: string;
        /** What to enter at the DNS provider. Null where Beckon cannot know it. */
        value: string | null;
        /** What the last check has found. `unavailable`: DNS gave no answer. Null before the first check. */
        state: "ok" | "missing" | "differs" | "unavailable" | null;
        /** What was there. */
        found: Array<string>;
        /** What to do about it; null if there is nothing to do. */
        fix: string | null;
        /** What could be better. */
        hints: Array<string>;
      }>;
    };
  };
  /** Look the records up in DNS. The first check of a domain makes its DKIM key. Emails are signed while its record is found. */
  checkSenderDomain: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      /** The domain of the sender address. */
      domain: string;
      /** The selector of the key by which emails are signed (DKIM). Null: they are sent without a signature. */
      signsWith: string | null;
      checkedAt: string | null;
      records: Array<{
        /** `mx`: where replies and bounce mails to the sender address go. */
        purpose: "dkim" | "spf" | "dmarc" | "mx";
        type: "TXT" | "MX";
        name: string;
        /** What to enter at the DNS provider. Null where Beckon cannot know it. */
        value: string | null;
        /** What the last check has found. `unavailable`: DNS gave no answer. Null before the first check. */
        state: "ok" | "missing" | "differs" | "unavailable" | null;
        /** What was there. */
        found: Array<string>;
        /** What to do about it; null if there is nothing to do. */
        fix: string | null;
        /** What could be better. */
        hints: Array<string>;
      }>;
    };
  };
  /** Make a new DKIM key. The one before signs until the record of the new one is found. */
  rotateDkimKey: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      /** The domain of the sender address. */
      domain: string;
      /** The selector of the key by which emails are signed (DKIM). Null: they are sent without a signature. */
      signsWith: string | null;
      checkedAt: string | null;
      records: Array<{
        /** `mx`: where replies and bounce mails to the sender address go. */
        purpose: "dkim" | "spf" | "dmarc" | "mx";
        type: "TXT" | "MX";
        name: string;
        /** What to enter at the DNS provider. Null where Beckon cannot know it. */
        value: string | null;
        /** What the last check has found. `unavailable`: DNS gave no answer. Null before the first check. */
        state: "ok" | "missing" | "differs" | "unavailable" | null;
        /** What was there. */
        found: Array<string>;
        /** What to do about it; null if there is nothing to do. */
        fix: string | null;
        /** What could be better. */
        hints: Array<string>;
      }>;
    };
  };
  /** List the sites and servers that send events. */
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
        /** The valid keys, newest first. */
        keys: Array<{
          id: string;
          kind: "write" | "secret" | "identity";
          /** The last characters; null if only a hash was stored. */
          lastFour: string | null;
          createdAt: string;
          /** When the key stops working because a newer key replaces it. */
          expiresAt: string | null;
          /** Accurate to five minutes; null for identity keys. */
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
  /** Create a source with its keys. The secret key of a server source is shown once. */
  addSource: {
    params: undefined;
    query: undefined;
    body: {
      name: string;
      kind: "browser" | "server";
      /** Scheme, host and port of the pages that may send events. Browser sources only. */
      allowedOrigins?: Array<string> | undefined;
      /** The event types this source may send; null for all. Others are quarantined. */
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
        /** The valid keys, newest first. */
        keys: Array<{
          id: string;
          kind: "write" | "secret" | "identity";
          /** The last characters; null if only a hash was stored. */
          lastFour: string | null;
          createdAt: string;
          /** When the key stops working because a newer key replaces it. */
          expiresAt: string | null;
          /** Accurate to five minutes; null for identity keys. */
          lastUsedAt: string | null;
        }>;
        createdAt: string;
        lastSeenAt: string | null;
        events: number;
        /** Events that were not stored, since another one came under their id before: each needs an id of its own. */
        differingRepeats: number;
      };
      /** Server sources only. Shown once. */
      secretKey: string | null;
    };
  };
  /** Change the name, allowed origins or allowed event types of a source. */
  changeSource: {
    params: { id: string };
    query: undefined;
    body: {
      name?: string | undefined;
      /** Scheme, host and port of the pages that may send events. Browser sources only. */
      allowedOrigins?: Array<string> | undefined;
      /** The event types this source may send; null for all. Others are quarantined. */
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
      /** The valid keys, newest first. */
      keys: Array<{
        id: string;
        kind: "write" | "secret" | "identity";
        /** The last characters; null if only a hash was stored. */
        lastFour: string | null;
        createdAt: string;
        /** When the key stops working because a newer key replaces it. */
        expiresAt: string | null;
        /** Accurate to five minutes; null for identity keys. */
        lastUsedAt: string | null;
      }>;
      createdAt: string;
      lastSeenAt: string | null;
      events: number;
      /** Events that were not stored, since another one came under their id before: each needs an id of its own. */
      differingRepeats: number;
    };
  };
  /** Permanently end a source and its keys. Its events stay. */
  revokeSource: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      result: "revoked";
    };
  };
  /** Get the event schema of a source: event types and their properties, with JSON types and when they were first and last seen. */
  readSourceSchema: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      data: Array<{
        type: string;
        isInCatalog: boolean;
        events: number;
        /** Events marked as sent by bots. */
        botEvents: number;
        firstSeenAt: string;
        lastSeenAt: string;
        properties: Array<{
          name: string;
          isInCatalog: boolean;
          /** All JSON types seen. */
          types: Array<"string" | "number" | "boolean" | "object" | "array" | "null">;
          /** Number of events with this property. */
          events: number;
          firstSeenAt: string;
          lastSeenAt: string;
        }>;
        /** How often properties were seen that are not listed, because there are too many or their name is too long. */
        propertiesLeftOut: number;
      }>;
      /** Events of types that are not listed, because the source has sent too many types. */
      otherEvents: number;
    };
  };
  /** Create a new key of a kind. Earlier keys stay valid for an overlap. */
  rotateKey: {
    params: { id: string };
    query: undefined;
    body: {
      kind: "write" | "secret" | "identity";
      /** How long earlier keys stay valid. Default: seven days; 0 ends them immediately. */
      overlapSeconds?: number | undefined;
    };
    answer: {
      key: {
        id: string;
        kind: "write" | "secret" | "identity";
        /** The last characters; null if only a hash was stored. */
        lastFour: string | null;
        createdAt: string;
        /** When the key stops working because a newer key replaces it. */
        expiresAt: string | null;
        /** Accurate to five minutes; null for identity keys. */
        lastUsedAt: string | null;
      };
      /** The key. Secret keys appear only in the response that creates them. */
      value: string | null;
    };
  };
  /** Get a write key or identity key in clear text. Secret keys are stored as hashes: `value` is null. */
  showKey: {
    params: { id: string; keyId: string };
    query: undefined;
    body: undefined;
    answer: {
      key: {
        id: string;
        kind: "write" | "secret" | "identity";
        /** The last characters; null if only a hash was stored. */
        lastFour: string | null;
        createdAt: string;
        /** When the key stops working because a newer key replaces it. */
        expiresAt: string | null;
        /** Accurate to five minutes; null for identity keys. */
        lastUsedAt: string | null;
      };
      /** The key. Secret keys appear only in the response that creates them. */
      value: string | null;
    };
  };
  /** End a key immediately. */
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
  /** Change the role of a user. The last owner stays owner. Unused links of a user who becomes owner stop working. */
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
  /** List the shop’s API keys, newest first. */
  listApiKeys: {
    params: undefined;
    query: undefined;
    body: undefined;
    answer: {
      data: Array<{
        id: string;
        name: string;
        /** The last four characters, to recognize the key. */
        lastFour: string;
        /** The permissions of the key. */
        scopes: Array<"audit.read" | "bounces.write" | "catalog.write" | "contacts.read" | "contacts.write" | "contacts.erase" | "events.read" | "flows.read" | "flows.write" | "keys.write" | "messages.read" | "messages.test" | "messages.write" | "metrics.read" | "operations.read" | "operations.write" | "owners.write" | "segments.read" | "segments.write" | "settings.read" | "settings.write" | "sources.read" | "sources.write" | "users.read" | "users.write">;
        createdAt: string;
        /** Null: does not expire. */
        expiresAt: string | null;
        revokedAt: string | null;
        /** Accurate to five minutes. */
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
      /** What the key is for, such as `ERP export`. */
      name: string;
      /** The permissions of the key. No key can create keys or users. */
      scopes: Array<"audit.read" | "bounces.write" | "catalog.write" | "contacts.read" | "contacts.write" | "contacts.erase" | "events.read" | "flows.read" | "flows.write" | "messages.read" | "messages.test" | "messages.write" | "metrics.read" | "operations.read" | "operations.write" | "segments.read" | "segments.write" | "settings.read" | "settings.write" | "sources.read" | "sources.write" | "users.read">;
      /** Default: does not expire. */
      expiresAt?: string | null | undefined;
    };
    answer: {
      key: {
        id: string;
        name: string;
        /** The last four characters, to recognize the key. */
        lastFour: string;
        /** The permissions of the key. */
        scopes: Array<"audit.read" | "bounces.write" | "catalog.write" | "contacts.read" | "contacts.write" | "contacts.erase" | "events.read" | "flows.read" | "flows.write" | "keys.write" | "messages.read" | "messages.test" | "messages.write" | "metrics.read" | "operations.read" | "operations.write" | "owners.write" | "segments.read" | "segments.write" | "settings.read" | "settings.write" | "sources.read" | "sources.write" | "users.read" | "users.write">;
        createdAt: string;
        /** Null: does not expire. */
        expiresAt: string | null;
        revokedAt: string | null;
        /** Accurate to five minutes. */
        lastUsedAt: string | null;
      };
      /** Starts with `ak_`. Shown this once; only its hash is stored. */
      value: string;
    };
  };
  /** Revoke an API key. It stops working immediately. */
  revokeApiKey: {
    params: { id: string };
    query: undefined;
    body: undefined;
    answer: {
      id: string;
      name: string;
      /** The last four characters, to recognize the key. */
      lastFour: string;
      /** The permissions of the key. */
      scopes: Array<"audit.read" | "bounces.write" | "catalog.write" | "contacts.read" | "contacts.write" | "contacts.erase" | "events.read" | "flows.read" | "flows.write" | "keys.write" | "messages.read" | "messages.test" | "messages.write" | "metrics.read" | "operations.read" | "operations.write" | "owners.write" | "segments.read" | "segments.write" | "settings.read" | "settings.write" | "sources.read" | "sources.write" | "users.read" | "users.write">;
      createdAt: string;
      /** Null: does not expire. */
      expiresAt: string | null;
      revokedAt: string | null;
      /** Accurate to five minutes. */
      lastUsedAt: string | null;
    };
  };
  /** List who changed what in the shop, newest first. */
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
        action: "tenant.created" | "settings.changed" | "user.invited" | "user.link_created" | "user.joined" | "user.password_reset" | "user.role_changed" | "user.removed" | "api_key.created" | "api_key.revoked" | "source.created" | "source.changed" | "source.revoked" | "source_key.created" | "source_key.revoked" | "message.created" | "message.changed" | "message.published" | "message.tested" | "message_blocks.changed" | "coupon_pool.changed" | "coupon_codes.added" | "topics.changed" | "segment.created" | "segment.changed" | "segment.members_changed" | "flow.created" | "flow.changed" | "flow.published" | "flow.paused" | "flow.resumed" | "flow.archived" | "run.ended" | "experiment.decided" | "webhook_secret.replaced" | "sender_domain.checked" | "dkim_key.rotated" | "wordings.registered" | "retention.changed" | "contact.visitor_unlinked" | "contact.merge_undone" | "contact.erasure_requested" | "events.imported" | "opt_outs.imported" | "bounces.imported" | "job.replayed" | "quarantined_event.replayed";
        target: {
          kind: "tenant" | "user" | "api_key" | "source" | "message" | "coupon_pool" | "segment" | "flow" | "run" | "experiment" | "contact" | "job" | "quarantined_event";
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
