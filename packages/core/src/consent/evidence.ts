/** What the server observed about a request; kept as evidence. The address is truncated before it is passed here. */
export type RequestEvidence = { ipPrefix: string | null; userAgent: string | null; origin: string | null };
