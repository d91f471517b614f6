/** A `fetch` that sends what is meant for a provider to a local server: hosts decide who bills. */
export function redirectTo(url: string): typeof fetch {
  return (input, init) => {
    const asked = new URL(input instanceof Request ? input.url : String(input));
    return fetch(new URL(`${asked.pathname}${asked.search}`, url), init);
  };
}
