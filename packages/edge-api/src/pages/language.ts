import { type Language, toLanguage } from '@beckon/core/lib';

/**
 * The language to answer in: the one chosen on the page, else the one we know of the person, else the first of the
 * browser's that we speak.
 */
export function chooseLanguage(request: Request, known: Language | null = null): Language {
  const chosen = toLanguage(new URL(request.url).searchParams.get('lang'));
  return chosen ?? known ?? readAccepted(request.headers.get('accept-language') ?? '') ?? 'en';
}

/** @param header such as `de-AT,de;q=0.9,en;q=0.8` */
function readAccepted(header: string): Language | null {
  const accepted = header
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag, ...parameters] = part.split(';');
      const weight = parameters
        .find((parameter) => parameter.trim().startsWith('q='))
        ?.trim()
        .slice(2);
      return { language: toLanguage(tag), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight);
  return accepted.find(({ language }) => language !== null)?.language ?? null;
}
