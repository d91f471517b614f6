interface ProblemRow {
  readonly status: number;
  readonly title: string;
}

/**
 * Every kind of error that the API answers, one row each. Callers tell them apart by `type`: sentences are for
 * people and may change.
 */
export const PROBLEMS = {
  'invalid-input': { status: 400, title: 'Invalid input' },
  unauthenticated: { status: 401, title: 'Not signed in' },
  forbidden: { status: 403, title: 'Not allowed' },
  /** The named thing does not exist. */
  'not-found': { status: 404, title: 'Not found' },
  /** The API has no such method and path. */
  'no-such-route': { status: 404, title: 'Not found' },
  /** The body is in an encoding that is not read. */
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  conflict: { status: 409, title: 'Conflict' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  /** A defect: the same request will fail again. */
  internal: { status: 500, title: 'Internal error' },
  /** Passes by itself: send the same request again. */
  unavailable: { status: 503, title: 'Unavailable' },
} as const satisfies Record<string, ProblemRow>;

export type ProblemKind = keyof typeof PROBLEMS;
/** The `type` of a kind, RFC 9457: a URI that stays as it is. */
export type ProblemType = `urn:costkeeper:${ProblemKind}`;

export function problemType<Kind extends ProblemKind>(kind: Kind): `urn:costkeeper:${Kind}` {
  return `urn:costkeeper:${kind}`;
}
