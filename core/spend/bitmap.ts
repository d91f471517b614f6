/** True when the bit at `index` is set; beyond the end nothing is set. */
export function hasBit(bits: Uint8Array | undefined, index: number): boolean {
  const byte = bits?.[index >> 3];
  return byte !== undefined && (byte & (1 << (index & 7))) !== 0;
}

/** A copy with the bits at `indexes` set, grown as needed. */
export function withBits(bits: Uint8Array | undefined, indexes: Iterable<number>): Uint8Array {
  const list = [...indexes];
  const highest = list.reduce((max, index) => Math.max(max, index), -1);
  const copy = new Uint8Array(Math.max(bits?.length ?? 0, (highest >> 3) + 1));
  if (bits) copy.set(bits);
  for (const index of list) copy[index >> 3] = (copy[index >> 3] ?? 0) | (1 << (index & 7));
  return copy;
}

/** How many bits are set. */
export function countBits(bits: Uint8Array | undefined): number {
  let count = 0;
  for (let byte of bits ?? []) {
    for (; byte; byte &= byte - 1) count++;
  }
  return count;
}
