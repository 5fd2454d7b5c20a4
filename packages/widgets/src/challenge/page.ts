import type { Challenge } from '@beckon/contract';
import { drawCaptcha } from './captcha/draw-captcha.ts';
import { solveWork } from './solve-work.ts';

/**
 * The page that asks a form without scripts for one more step, where scripts do run: solves the challenge beside its
 * button. If that fails, the button still works for a visitor who has waited long enough.
 */
async function solveChallenge(form: HTMLFormElement): Promise<void> {
  const challenge = JSON.parse(form.dataset.challenge ?? '') as Challenge;
  const field = form.elements.namedItem('challengeAnswer') as HTMLInputElement;
  if (challenge.kind === 'altcha') {
    field.value = `altcha:${await solveWork(challenge.task)}`;
    return;
  }
  const place = document.createElement('p');
  form.prepend(place);
  field.value = `${challenge.kind}:${await drawCaptcha(challenge, place, navigator.language.slice(0, 2))}`;
}

solveChallenge(document.getElementById('challenge') as HTMLFormElement).catch(() => {});
