/** NUL, and halves of surrogate pairs: with the flag `u` whole pairs do not match. No database stores them. */
const unstorable = /[\0\ud800-\udfff]/gu;

/**
 * JSON of lists and plain objects as they are, whatever `toJSON` an old library has given to all of them. Characters that
 * cannot be stored are replaced, so that no event is lost over one of them.
 * @example toJson({ title: 'Sale \ud83d' }) // '{"title":"Sale \ufffd"}'
 */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, function (this: Record<string, object | undefined>, key, written) {
    const maker = this[key]?.constructor;
    if (maker === Array || maker === Object) return this[key];
    return typeof written === 'string' ? written.replace(unstorable, '\ufffd') : written;
  });
