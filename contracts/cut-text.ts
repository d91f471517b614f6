/**
 * The beginning of a text, at most `most` UTF-16 units long: never half of a character that has two, which stores and
 * other services refuse or show as a question mark.
 */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const isHalved = /[\uD800-\uDBFF]/.test(text.charAt(most - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(most));
  return text.slice(0, isHalved ? most - 1 : most);
}
