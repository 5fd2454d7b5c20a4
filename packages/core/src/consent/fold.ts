export type ConsentAction = 'requested' | 'granted' | 'revoked';

/**
 * The state after one more entry. A request neither cancels a grant nor undoes a revocation: only a grant, which is
 * always verified, undoes a revocation. No entry means no consent.
 * @example
 * ['requested', 'granted', 'requested'].reduce(foldConsent, null); // 'granted'
 */
export function foldConsent(state: ConsentAction | null, action: ConsentAction): ConsentAction {
  return action === 'requested' ? (state ?? 'requested') : action;
}
