/** More terms are never needed: with 9 degrees of freedom the series ends after some 30. */
const maxTerms = 1_000;
const precision = 1e-14;

/**
 * How probable a chi-square value of at least this size is. The upper tail is the regularized incomplete gamma function:
 * its series where that converges fast, else its continued fraction by the method of Lentz.
 * Abramowitz and Stegun (1964), Handbook of Mathematical Functions, 6.5.29, 6.5.31 and 26.4.19.
 * @example
 * chiSquareTail(3.841, 1); // 0.05
 */
export function chiSquareTail(value: number, degrees: number): number {
  const [a, x] = [degrees / 2, value / 2];
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGammaOfHalf(degrees));
  return x < a + 1 ? 1 - scale * series(a, x) : scale * continuedFraction(a, x);
}

/** The logarithm of the gamma function at half of a whole number, by its recurrence. */
function logGammaOfHalf(twice: number): number {
  if (twice === 1) return Math.log(Math.PI) / 2;
  if (twice === 2) return 0;
  return Math.log(twice / 2 - 1) + logGammaOfHalf(twice - 2);
}

function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < maxTerms && term > sum * precision; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

function continuedFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < maxTerms; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < precision) break;
  }
  return fraction;
}
