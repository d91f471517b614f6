import { deflateRawSync } from 'node:zlib';
import { unpackText } from '../../core/pricing/unpack-providers.ts';

/** What JSON may write as an escape: a text of ASCII is unpacked without decoding it. */
const ESCAPED = /[^\x20-\x7e\n]/g;

/** The literal of a packed text in the module of prices: a provider's; other literals are plain words. */
const LITERAL = /(?<=^ {4}'[^'\n]*': ')[A-Za-z0-9+/]+=*(?=',$)/gm;

/** A JSON text as unpackText of core/pricing reads it. */
export function packText(json: string): string {
  const text = json.replace(
    ESCAPED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return deflateRawSync(text, { level: 9 }).toString('base64');
}

/** Whether two modules say the same: other releases of zlib pack a text otherwise. */
export function sameWhenUnpacked(module: string, other: string): boolean {
  return module === other || unpackedModule(module) === unpackedModule(other);
}

function unpackedModule(text: string): string {
  return text.replace(LITERAL, (packed) => unpackText(packed));
}
