const known = new Map<string, RegExp>();

/** Whether a value fits a pattern of IAM: `*` takes any text, `?` one character. */
export function fits(pattern: string, value: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === value;
  return regexOf(pattern).test(value);
}

function regexOf(pattern: string): RegExp {
  const found = known.get(pattern);
  if (found) return found;
  const literal = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  const made = new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
  known.set(pattern, made);
  return made;
}
