interface Thing {
  readonly kind: string;
  readonly type?: string | undefined;
  readonly id: string;
}

/** How users, groups and resources of an answer are called; undefined for what has no name. */
export type NameOf = (kind: string, thing: Omit<Thing, 'kind'>) => string | undefined;

/** Names of an answer that was asked for `names=true`. */
export function namesOf(names: readonly (Thing & { readonly name: string })[] = []): NameOf {
  const key = (kind: string, { type, id }: Omit<Thing, 'kind'>) => JSON.stringify([kind, type, id]);
  const known = new Map(names.map((one) => [key(one.kind, one), one.name]));
  return (kind, thing) => known.get(key(kind, thing));
}
