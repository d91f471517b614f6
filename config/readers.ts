/** How the text after `-c name=` becomes a value. */
export type Reader = (text: string) => unknown;

export const asText: Reader = (text) => text;
export const asNumber: Reader = (text) => (/^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text);
export const asBoolean: Reader = (text) => ({ true: true, false: false })[text] ?? text;
export const asList: Reader = (text) => (text === '' ? [] : text.split(','));
export const asJson: Reader = (text) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON: the schema then refuses the text itself and names the field.
    return text;
  }
};
