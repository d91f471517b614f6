import { randomUUID } from 'node:crypto';

/** An object as the embedded S3 keeps it; with a data folder its bytes are on disk, under its key. */
export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
  readonly contentLength: number;
  readonly etag: string;
  readonly lastModified: Date;
}

/** What of the embedded S3 versions need. */
export interface VersionedStore {
  readonly buckets: ReadonlyMap<string, Map<string, StoredObject>>;
  readonly persistence?: {
    readBody(bucket: string, key: string): Buffer;
    upsertObject(bucket: string, object: StoredObject): void;
    deleteObject(bucket: string, key: string): void;
  };
}

/** A version of an object, or a delete marker: a version without an object. */
interface Version {
  readonly id: string;
  readonly at: Date;
  readonly object: StoredObject | undefined;
}

/** An object that was written before versions were kept, or by a system before this one. */
const UNVERSIONED = 'null';

/**
 * The versions of the objects of buckets that keep them, newest last, in memory: after a restart each object that is
 * there is its only version.
 */
export class ObjectVersions {
  readonly #store: VersionedStore;
  readonly #kept = new Map<string, Map<string, Version[]>>();

  constructor(store: VersionedStore) {
    this.#store = store;
  }

  /** Keeps versions in a bucket from now on. */
  keepIn(bucket: string): void {
    if (!this.#kept.has(bucket)) this.#kept.set(bucket, new Map());
  }

  isKeptIn(bucket: string): boolean {
    return this.#kept.has(bucket);
  }

  /** Remembers the bytes of what is there, before it is written anew or deleted. */
  remember(bucket: string, key: string): void {
    const there = this.#store.buckets.get(bucket)?.get(key);
    const own = this.#kept.get(bucket);
    if (!own || !there) return;
    const object = { ...there, body: bodyOf(this.#store, bucket, there) };
    const all = own.get(key) ?? [];
    const last = all.at(-1);
    const known = last?.object?.etag === there.etag ? last : undefined;
    const version = { id: known?.id ?? UNVERSIONED, at: there.lastModified, object };
    own.set(key, [...(known ? all.slice(0, -1) : all), version]);
  }

  /** A new version: the object that was just written, or a delete marker. Answers its id. */
  add(bucket: string, key: string, object: StoredObject | undefined): string {
    const id = randomUUID().replaceAll('-', '');
    const own = this.#kept.get(bucket);
    own?.set(key, [...(own.get(key) ?? []), { id, at: object?.lastModified ?? new Date(), object }]);
    return id;
  }

  /** A version; undefined for one that there is not. */
  find(bucket: string, key: string, id: string): Version | undefined {
    const found = this.#versionsOf(bucket, key).find((version) => version.id === id);
    const object = found?.object;
    if (!found || !object) return found;
    const isLast = this.#store.buckets.get(bucket)?.get(key)?.etag === object.etag;
    return isLast ? { ...found, object: { ...object, body: bodyOf(this.#store, bucket, object) } } : found;
  }

  /** Deletes one version for ever; the one before it is then what the bucket shows. */
  remove(bucket: string, key: string, id: string): void {
    const all = this.#versionsOf(bucket, key);
    const wasLast = all.at(-1)?.id === id;
    const rest = all.filter((version) => version.id !== id);
    this.#kept.get(bucket)?.set(key, rest);
    if (!wasLast) return;
    const now = rest.at(-1)?.object;
    if (now) {
      this.#store.persistence?.upsertObject(bucket, now);
      this.#store.buckets.get(bucket)?.set(key, now);
    } else {
      this.#store.buckets.get(bucket)?.delete(key);
      this.#store.persistence?.deleteObject(bucket, key);
    }
  }

  /** S3's ListVersionsResult of the keys that begin so, newest first. One answer has all. */
  list(bucket: string, prefix: string): string {
    const keys = [
      ...(this.#store.buckets.get(bucket)?.keys() ?? []),
      ...(this.#kept.get(bucket)?.keys() ?? []),
    ];
    const named = [...new Set(keys)].filter((key) => key.startsWith(prefix)).toSorted();
    const parts = named.flatMap((key) =>
      this.#versionsOf(bucket, key)
        .toReversed()
        .map((version, place) => versionXml(key, version, place === 0)),
    );
    return (
      '<?xml version="1.0" encoding="UTF-8"?><ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
      `<Name>${bucket}</Name><Prefix>${escaped(prefix)}</Prefix><IsTruncated>false</IsTruncated>` +
      `${parts.join('')}</ListVersionsResult>`
    );
  }

  #versionsOf(bucket: string, key: string): readonly Version[] {
    const kept = this.#kept.get(bucket)?.get(key);
    if (kept) return kept;
    const there = this.#store.buckets.get(bucket)?.get(key);
    return there ? [{ id: UNVERSIONED, at: there.lastModified, object: there }] : [];
  }
}

function bodyOf({ persistence }: VersionedStore, bucket: string, object: StoredObject): Buffer {
  const { body, contentLength, key } = object;
  return persistence && body.length === 0 && contentLength > 0 ? persistence.readBody(bucket, key) : body;
}

function versionXml(key: string, { id, at, object }: Version, isLatest: boolean): string {
  const common =
    `<Key>${escaped(key)}</Key><VersionId>${id}</VersionId><IsLatest>${isLatest}</IsLatest>` +
    `<LastModified>${at.toISOString()}</LastModified>`;
  if (!object) return `<DeleteMarker>${common}</DeleteMarker>`;
  return (
    `<Version>${common}<ETag>${escaped(object.etag)}</ETag><Size>${object.contentLength}</Size>` +
    '<StorageClass>STANDARD</StorageClass></Version>'
  );
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
