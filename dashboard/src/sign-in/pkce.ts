/** Proof Key for Code Exchange, RFC 7636: a secret that never leaves this browser before the exchange. */
export interface Challenge {
  readonly verifier: string;
  readonly challenge: string;
  readonly state: string;
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}

/** The S256 challenge of a verifier. */
export async function challengeOf(verifier: string): Promise<string> {
  return base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

export async function makeChallenge(): Promise<Challenge> {
  const verifier = base64Url(crypto.getRandomValues(new Uint8Array(32)));
  const state = base64Url(crypto.getRandomValues(new Uint8Array(16)));
  return { verifier, state, challenge: await challengeOf(verifier) };
}
