/** What is told of a value that is none of some: `must be a, b or c`. */
export function oneOfHelp(values: readonly string[]): string {
  return `must be ${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}
