import { checkChallenge, formTokenAge } from '@beckon/core/challenge';
import { DomainError, type Id } from '@beckon/core/lib';
import { readFormAddress } from '@beckon/core/sign-ups';
import { readOptIn } from '@beckon/core/tenants';
import type { ApiDeps } from '../deps.ts';
import type { FormLimits } from './form-limits.ts';
import { inStep } from './in-step.ts';

/** Milliseconds that a form without scripts has to wait in busy times, where other forms have to solve a challenge. */
export const minPlainFormAge = 10_000;

/** Milliseconds: the work for an address takes some 10, on a busy machine 50. */
const usualStep = 100;

/** What a form carries that brings a mail to the address in it. */
export type AddressForm = {
  email: string;
  leaveBlank?: string | undefined;
  submissionId?: string | undefined;
  formToken?: string | undefined;
  challengeAnswer?: string | undefined;
};

/** What every form with an address passes before anything is looked up: so nothing here can depend on whose it is. */
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
    // An address that is none is said at once, and costs no token.
    readFormAddress(form);
    const isBusy = this.limits.isBusy(request, tenantId);
    // With single opt-in, no click on a link will show that a person is there.
    // A filled trap is a robot, or a program that fills in forms for a person: solving tells them apart.
    const mustSolve = isBusy || Boolean(form.leaveBlank) || (await readOptIn(ctx, tenantId)) === 'single';
    const mayWait = !mustSolve || (isPlain && !!form.formToken && this.limits.mayWait(request, tenantId));
    const { formToken, challengeAnswer, submissionId, email } = form;
    // Without a name of its own each submission is another one.
    const name = submissionId ?? Buffer.from(ctx.random.bytes(16)).toString('base64url');
    const challenge = await checkChallenge(
      ctx,
      tenantId,
      { formToken, challengeAnswer, submission: `${name}\n${email}`, remoteAddress: clientAddress(request) },
      mayWait ? (mustSolve ? minPlainFormAge : formTokenAge.min) : null,
    );
    if (challenge) throw new DomainError('challenge_required', undefined, { challenge });
  }

  /** Does the work for an address, so that its time does not tell whose it is. */
  work<T>(work: () => Promise<T>): Promise<T> {
    return inStep(this.#deps.answerStep ?? usualStep, work);
  }
}
