import { ApiError } from '../client/core/api-request.ts';

/** What a look at one thing found. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  /** What to do; only where it is not ok. */
  readonly remedy?: string;
}

/** Looks at one thing; its remedy is for the case that it is not ok. */
export type Look = () => Promise<{ readonly ok: boolean; readonly found: string; readonly remedy?: string }>;

/** Looks at one thing; a look that fails is a finding too. `needs` is what the caller has to have to be let look. */
export async function lookAt(what: string, look: Look, needs: string): Promise<Finding> {
  try {
    const { ok, found, remedy } = await look();
    return ok || remedy === undefined ? { what, ok, found } : { what, ok, found, remedy };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return {
      what,
      ok: false,
      found,
      remedy: isRefusal(error) ? `You may not look: this needs ${needs}.` : UNREAD,
    };
  }
}

const UNREAD = 'It could not be looked at, so nothing is known of it: mend this and ask again.';

/** Whether an error says that the caller may not do this, in the words of the API or of an AWS service. */
function isRefusal(error: unknown): boolean {
  if (error instanceof ApiError) return error.status === 401 || error.status === 403;
  return (
    error instanceof Error && /^(?:AccessDenied|AuthorizationError|UnauthorizedOperation)/.test(error.name)
  );
}
