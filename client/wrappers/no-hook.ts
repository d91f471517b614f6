/**
 * The error of a client whose SDK has no place for a `fetch` that is put in later; `made` makes one for its
 * constructor.
 */
export function noHook(sdk: string, made: string): TypeError {
  return new TypeError(
    `this ${sdk} client cannot be wrapped: its SDK is too old or too new, and nothing would be recorded. ` +
      `docs/client.md has the versions; where its constructor takes a fetch, give it ${made}(costkeeper)`,
  );
}
