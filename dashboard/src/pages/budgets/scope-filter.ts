/** A budget's scope as the filter of `/trends`, `/breakdown` and Explore; nothing for the organisation. */
export function scopeFilter(scope: {
  readonly kind: string;
  readonly type?: string | undefined;
  readonly id: string;
}): Record<string, string> {
  const { kind, type, id } = scope;
  if (kind === 'organisation') return {};
  if (type === undefined) return { [kind]: id };
  return { [kind]: `${type}${kind === 'tag' ? ':' : '/'}${id}` };
}
