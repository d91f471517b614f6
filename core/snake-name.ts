/** No name in here is longer, and names come from senders. */
const LONGEST_NAME = 80;

/** `inputTokens`, `Input-Tokens` and `input_tokens` are one name. */
export function snakeName(name: string): string {
  return name
    .slice(0, LONGEST_NAME)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}
