/** Parameters of a request; those that are undefined are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** A path below the API's address, with its query encoded. */
export function withQuery(path: string, query: object = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query as Query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

const PLAIN = /^[A-Za-z0-9._:@-]+$/;

/** Path and query of one thing; ids with unusual characters go into the query: gateways decode them in a path. */
export function thing(things: 'users', id: string): [path: string, query: Query];
export function thing(things: 'resources' | 'groups', type: string, id: string): [path: string, query: Query];
export function thing(things: string, first: string, second?: string): [path: string, query: Query] {
  const names = second === undefined ? [first] : [first, second];
  if (names.every((name) => PLAIN.test(name))) return [`/${[things, ...names].join('/')}`, {}];
  return [`/${things}`, second === undefined ? { id: first } : { type: first, id: second }];
}
