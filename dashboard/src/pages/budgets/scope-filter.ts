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

/** Explore narrowed to a budget's scope; of a budget for each value, by these. */
export function scopeHref(scope: Parameters<typeof scopeFilter>[0]): string {
  const { kind, type, id } = scope;
  const search = id === '*' ? { by: kind === 'tag' ? `tag:${type}` : kind } : scopeFilter(scope);
  const query = new URLSearchParams(search).toString();
  return query === '' ? '/explore' : `/explore?${query}`;
}
