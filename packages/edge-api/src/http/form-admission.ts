import { checkChallenge, formTokenAge } from '@beckon/core/challenge';
import { DomainError, type Id } from '@beckon/core/lib';
import { readFormAddress } from '@beckon/core/sign-ups';
import { readOptIn } from '@beckon/core/tenants';
import type { ApiDeps } from '../deps.ts';
import type { FormLimits } from './form-limits.ts';
import { padDuration } from './pad-duration.ts';

/** Milliseconds that a form without scripts must wait in busy times, when other forms must solve a challenge. */
export const minPlainFormAge = 10_000;

/** Milliseconds: the work for an address takes about 10, on a busy machine 50. */
const usualStep = 100;

/** The fields of a form that sends a mail to the address in it. */
export type AddressForm = {
  email: string;
  leaveBlank?: string | undefined;
  submissionId?: string | undefined;
  formToken?: string | undefined;
  challengeAnswer?: string | undefined;
};

/**
 * The checks that every form with an address passes before any look-up, so that no check depends on whether the address
 * is known.
 */
export class FormAdmission {
  readonly #deps: Pick<ApiDeps, 'ctx' | 'clientAddress' | 'answerStep'>;
  readonly limits: FormLimits;

  constructor(deps: Pick<ApiDeps, 'ctx' | 'clientAddress' | 'answerStep'>, limits: FormLimits) {
    this.#deps = deps;
    this.limits = limits;
  }

  /**
   * @param isPlain a form without scripts, which can solve nothing
   * @throws DomainError `rate_limited`, `validation_failed` for the address, `challenge_required` with the challenge to solve
   */
  async admit(request: Request, tenantId: Id<'ten'>, form: AddressForm, isPlain = false): Promise<void> {
    const { ctx, clientAddress } = this.#deps;
    this.limits.takeForm(request, tenantId);
    // An invalid address is refused at once and uses up no token.
    readFormAddress(form);
    const isBusy = this.limits.isBusy(request, tenantId);
    // With single opt-in, no click on a link will prove that a person submitted the form. A filled honeypot means a
    // robot, or a program that fills in forms for a person: the challenge distinguishes the two.
    const mustSolve = isBusy || Boolean(form.leaveBlank) || (await readOptIn(ctx, tenantId)) === 'single';
    const mayWait = !mustSolve || (isPlain && !!form.formToken && this.limits.mayWait(request, tenantId));
    const { formToken, challengeAnswer, submissionId, email } = form;
    // Without an id of its own, each submission counts as a new one.
    const name = submissionId ?? Buffer.from(ctx.random.bytes(16)).toString('base64url');
    const challenge = await checkChallenge(
      ctx,
      tenantId,
      { formToken, challengeAnswer, submission: `${name}\n${email}`, remoteAddress: clientAddress(request) },
      mayWait ? (mustSolve ? minPlainFormAge : formTokenAge.min) : null,
    );
    if (challenge) throw new DomainError('challenge_required', undefined, { challenge });
  }

  /** Does the work for an address in a time that does not reveal whether the address is known. */
  work<T>(work: () => Promise<T>): Promise<T> {
    return padDuration(this.#deps.answerStep ?? usualStep, work);
  }
}
