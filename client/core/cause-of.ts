/** Errors are in errors: fetch hides the cause, and transports add what they were doing. */
export function errorChain(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let at = error; at instanceof Error && chain.length < 6; at = at.cause) chain.push(at);
  return chain;
}

/** What failed, with the cause where the message does not say it. */
export function causeText(error: unknown): string {
  const [first, ...inner] = errorChain(error);
  const said = first?.message ?? String(error);
  const cause = inner.find(({ message }) => message !== '' && !said.includes(message));
  return cause === undefined ? said : `${said} (${cause.message})`;
}
