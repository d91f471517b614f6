import { Buffer } from 'node:buffer';
import { parseJson } from '../../core/json-text.ts';

/** How the stage's issuer names groups. */
export interface GroupNames {
  /** The one claim that carries them. */
  readonly groupsClaim: string;
  /** The prefix of each name; those without it are not the ledger's. */
  readonly groupsPrefix: string;
}

type Claims = Readonly<Record<string, unknown>>;

/**
 * The groups of a token that the gateway has verified, each exactly as its issuer wrote it and without the
 * stage's prefix. API Gateway flattens a list to `[a b]`, in which one group "a b" and two groups look the
 * same; the token itself, of the `authorization` header, tells them apart. Where it cannot be read, the flat text
 * counts as one group: it may give too few roles, never too many.
 */
export function groupsOf(
  claims: Claims,
  authorization: string | undefined,
  { groupsClaim, groupsPrefix }: GroupNames,
): string[] {
  const verified = Object.hasOwn(claims, groupsClaim) ? claims[groupsClaim] : undefined;
  if (verified === undefined) return [];
  const seen = typeof verified === 'string' ? verified : JSON.stringify(verified);
  const written = writtenClaims(authorization);
  const groups =
    written !== undefined && written['sub'] === claims['sub'] && Object.hasOwn(written, groupsClaim)
      ? // Nothing counts that the gateway has not seen too.
        listOf(written[groupsClaim]).filter((group) => seen.includes(group))
      : listOf(verified).map(withoutBrackets);
  return groups.flatMap((group) =>
    group.startsWith(groupsPrefix) ? [group.slice(groupsPrefix.length)] : [],
  );
}

/** A list's own texts; a text is one group, whatever is in it. */
function listOf(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((group) => typeof group === 'string');
}

function withoutBrackets(text: string): string {
  return text.replace(/^\[(.*)\]$/s, '$1');
}

/** The claims as the token writes them; its signature is the gateway's to check. Undefined for what is no JWT. */
function writtenClaims(authorization: string | undefined): Claims | undefined {
  const payload = /^(?:Bearer )?[\w-]+\.([\w-]+)\.[\w-]*$/i.exec(authorization ?? '')?.[1];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = parseJson(Buffer.from(payload, 'base64url').toString());
    return typeof claims === 'object' && claims !== null ? (claims as Claims) : undefined;
  } catch {
    // No JSON: nothing of it counts.
    return undefined;
  }
}
