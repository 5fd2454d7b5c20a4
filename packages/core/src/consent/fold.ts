export type ConsentAction = 'requested' | 'granted' | 'revoked';

/**
 * The state after one more entry. A request never takes back a grant, nor does it undo a revocation: only a grant,
 * which always was verified, does that. No entry means no.
 * @example
 * ['requested', 'granted', 'requested'].reduce(foldConsent, null); // 'granted'
 */
export function foldConsent(state: ConsentAction | null, action: ConsentAction): ConsentAction {
  return action === 'requested' ? (state ?? 'requested') : action;
}
