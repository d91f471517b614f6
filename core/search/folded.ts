/** A text as it is compared: case and accents make no difference. */
export function folded(text: string): string {
  // Most ids are plain, and there are a hundred thousand of them.
  if (PLAIN.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase();
}

const PLAIN = /^[ -~]*$/;
