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

/** Segments that an address leads away by, encoded or not: `/users/../entries` is `/entries`. */
const LEADS_AWAY: ReadonlySet<string> = new Set(['', '.', '..']);

/** An id as a part of a path. @throws RangeError for one that no path has a place for. */
export function segment(id: string): string {
  if (LEADS_AWAY.has(id)) throw new RangeError(`"${id}" cannot be in a path: ask by a query, such as ?id=`);
  return encodeURIComponent(id);
}

/** Path and query of one thing; ids with unusual characters go into the query: gateways decode them in a path. */
export function thing(things: 'users', id: string): [path: string, query: Query];
export function thing(things: 'resources' | 'groups', type: string, id: string): [path: string, query: Query];
export function thing(things: string, first: string, second?: string): [path: string, query: Query] {
  const names = second === undefined ? [first] : [first, second];
  const arePlain = names.every((name) => PLAIN.test(name) && !LEADS_AWAY.has(name));
  if (arePlain) return [`/${[things, ...names].join('/')}`, {}];
  return [`/${things}`, second === undefined ? { id: first } : { type: first, id: second }];
}
