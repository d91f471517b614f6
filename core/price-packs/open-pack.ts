import { Buffer } from 'node:buffer';
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import {
  MOST_PACK_BYTES,
  type PricePack,
  pricePackSchema,
  type SignedPack,
  signedPackSchema,
} from '../../contracts/price-pack.ts';
import { fieldAt } from '../errors.ts';
import { parseJson } from '../json-text.ts';

/** A pack whose signature and shape are right. */
export interface OpenedPack {
  readonly pack: PricePack;
  readonly digest: string;
}

/** Why a file is not accepted as a pack. */
export interface UnreadablePack {
  readonly digest: string;
  /** The version that it claims; it is not signed. */
  readonly claimed: number | undefined;
  readonly reason: string;
}

/** Raw Ed25519 keys have 32 bytes; this goes before them in the SPKI form. */
const SPKI_START = Buffer.from('302a300506032b6570032100', 'hex');

/** Places of a shape that a reason names. */
const MOST_NAMED = 3;

/**
 * The trusted key of a stage: PEM, the base64 of its SPKI form or of its 32 bytes. Throws an Error for anything
 * else, and for a key that is not Ed25519.
 */
export function readPublicKey(text: string): KeyObject {
  const key = text.includes('-----BEGIN') ? createPublicKey(text) : keyOfBytes(Buffer.from(text, 'base64'));
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Error(`the key of price packs must be an Ed25519 key, not ${key.asymmetricKeyType}`);
  return key;
}

function keyOfBytes(bytes: Buffer): KeyObject {
  const der = bytes.length === 32 ? Buffer.concat([SPKI_START, bytes]) : bytes;
  return createPublicKey({ key: der, type: 'spki', format: 'der' });
}

/** What identifies a file: two files of one digest are the same file. */
function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Opens a file of a pack. Nothing in it is used before its signature is verified. */
export function openPack(text: string, key: KeyObject): OpenedPack | UnreadablePack {
  const digest = digestOf(text);
  const refuse = (reason: string, claimed?: number): UnreadablePack => ({ digest, claimed, reason });
  if (Buffer.byteLength(text) > MOST_PACK_BYTES) return refuse('it is larger than any pack');
  const envelope = readEnvelope(text);
  if (typeof envelope === 'string') return refuse(envelope);
  const claimed = claimedVersion(envelope.pack);
  if (!verify(null, Buffer.from(envelope.pack), key, Buffer.from(envelope.signature, 'base64')))
    return refuse('its signature is not by the trusted key', claimed);
  const read = readPack(envelope.pack);
  return typeof read === 'string' ? refuse(read, claimed) : { pack: read, digest };
}

function readEnvelope(text: string): SignedPack | string {
  const json = jsonOrUndefined(text);
  if (json === undefined) return 'it is not JSON';
  if (typeof json !== 'object' || json === null || !('signature' in json)) return 'it is not signed';
  const parsed = signedPackSchema.safeParse(json);
  return parsed.success ? parsed.data : `it is no signed pack: ${issuesOf(parsed.error)}`;
}

function readPack(text: string): PricePack | string {
  const json = jsonOrUndefined(text);
  if (json === undefined) return 'what was signed is not JSON';
  const parsed = pricePackSchema.safeParse(json);
  return parsed.success ? parsed.data : `its shape is wrong: ${issuesOf(parsed.error)}`;
}

function claimedVersion(text: string): number | undefined {
  const json = jsonOrUndefined(text);
  const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined;
  return Number.isSafeInteger(version) && (version as number) > 0 ? (version as number) : undefined;
}

function jsonOrUndefined(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    // A file that is no JSON, or nested too deep, is an answer too: callers say so.
    return undefined;
  }
}

function issuesOf({ issues }: { issues: readonly { path: PropertyKey[]; message: string }[] }): string {
  const named = issues
    .slice(0, MOST_NAMED)
    .map(({ path, message }) => `${fieldAt(path) || 'the pack'} ${message}`);
  const more = issues.length - named.length;
  return `${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}
