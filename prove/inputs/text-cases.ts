import { requestWith, type Slot, type SlotRequest } from './slots.ts';

/** Bytes of texts at and beyond the bounds of names, ids and keys of the table. */
const TEXT_SIZES = [256, 257, 1025, 2049, 5000];
/** Half a character, and control characters. */
const BROKEN_TEXTS = ['a\uD800b', '\uDC00', 'Eve\r\n=1+1\u0000'];
/** Texts that are read whole, whatever they are: the bill. */
const WHOLE: ReadonlySet<string> = new Set(['content']);

/** A slot's request with what was put in. */
export interface TextRequest extends SlotRequest {
  readonly slot: Slot;
  readonly value: string;
}

/** So many bytes of UTF-8, of two each where that comes out even. */
function textOfBytes(bytes: number): string {
  return 'ü'.repeat(Math.floor(bytes / 2)) + 'x'.repeat(bytes % 2);
}

/**
 * Texts of the sizes in every slot, and broken ones; with `each` all of them, without it a path every size and
 * another place the longest and one in turn, for what checks them is the same schema.
 */
export function textRequests(slots: readonly Slot[], { each }: { readonly each: boolean }): TextRequest[] {
  return slots
    .filter(({ name }) => !WHOLE.has(name))
    .flatMap((slot, index) => {
      const turn = TEXT_SIZES[index % TEXT_SIZES.length] ?? 256;
      const sizes = each || slot.where === 'path' ? TEXT_SIZES : [turn, 5000];
      const broken = slot.where === 'body' ? BROKEN_TEXTS : [];
      const turnBroken = each ? broken : broken.slice(index % 2, (index % 2) + 2);
      return [...sizes.map(textOfBytes), ...turnBroken].map((value) => ({
        ...requestWith(slot, value),
        slot,
        value,
      }));
    });
}
