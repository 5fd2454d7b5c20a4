/** What we saw of a request itself; kept as evidence. The address is truncated before it gets here. */
export type RequestEvidence = { ipPrefix: string | null; userAgent: string | null; origin: string | null };
