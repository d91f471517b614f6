/** What is told of a setting that counts something. */
export const WHOLE = 'must be a whole number';
