/** Where calls go: an address without what each call adds. */
export interface Place {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number | undefined;
  readonly path: string;
  readonly host: string;
  readonly region: string;
}

/** What a client was told of the place; the environment says the rest. */
export interface PlaceSettings {
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
}

/** The place at an address, for calls that are signed for a region. */
export function placeAt(url: URL, region: string): Place {
  return {
    protocol: url.protocol,
    // Of IPv6 without the brackets of an address.
    hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? undefined : Number(url.port),
    path: `${url.pathname.replace(/\/$/, '')}/`,
    host: url.host,
    region,
  };
}
