import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestListener, Server, ServerResponse } from 'node:http';
import { embeddedErrors, embeddedModule } from './s3/embedded-s3.ts';
import { s3Target } from './iam/calls/s3.ts';
import { ObjectVersions, type StoredObject, type VersionedStore } from './s3/object-versions.ts';

type Method = (this: VersionedStore, ...args: never[]) => unknown;
type StoreMethods = Record<
  'createBucket' | 'putObject' | 'completeMultipartUpload' | 'deleteObject' | 'getObject' | 'headObject',
  Method
>;

/** The versions of one embedded S3; its store is known as soon as a bucket of it is made. */
interface Keeper {
  versions?: ObjectVersions;
}

/** The request that the embedded S3 works on. */
interface Call {
  readonly keeper: Keeper;
  readonly versionId: string | undefined;
  readonly response: ServerResponse | undefined;
}

const current = new AsyncLocalStorage<Call>();
let isPatched = false;

/** Makes a bucket, by `create`, whose objects keep their old versions as S3 keeps them. */
export type CreateVersionedBucket = (bucket: string, create: () => void) => void;

/**
 * Makes the embedded S3 behind a server keep versions in the buckets that ask for it: a write keeps what was there, a
 * deletion is a delete marker, and one that names a version is final.
 */
export async function keepObjectVersions(server: Server): Promise<CreateVersionedBucket> {
  await patchStore();
  const keeper: Keeper = {};
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const { key, bucket, query } = s3Target(request.url ?? '/');
    if (
      key === '' &&
      request.method === 'GET' &&
      query.has('versions') &&
      keeper.versions?.isKeptIn(bucket)
    ) {
      const body = keeper.versions.list(bucket, query.get('prefix') ?? '');
      response.writeHead(200, { 'content-type': 'application/xml' }).end(body);
      return;
    }
    const call = { keeper, versionId: query.get('versionId') ?? undefined, response };
    current.run(call, () => listeners.forEach((listener) => listener(request, response)));
  });
  return (bucket, create) => {
    current.run({ keeper, versionId: undefined, response: undefined }, create);
    keeper.versions?.keepIn(bucket);
  };
}

async function patchStore(): Promise<void> {
  if (isPatched) return;
  isPatched = true;
  const { S3Store } = await embeddedModule<{ S3Store: { prototype: StoreMethods } }>('s3/s3Store.js');
  const methods = S3Store.prototype;
  const makeError = await embeddedErrors();
  const around = (
    name: keyof StoreMethods,
    work: (own: () => unknown, call: Call, store: VersionedStore, args: readonly unknown[]) => unknown,
  ) => {
    const own = methods[name];
    methods[name] = function withVersions(this: VersionedStore, ...args: never[]): unknown {
      const call = current.getStore();
      const go = () => own.apply(this, args);
      return call ? work(go, call, this, args) : go();
    };
  };
  around('createBucket', (own, { keeper }, store) => {
    keeper.versions ??= new ObjectVersions(store);
    return own();
  });
  around('putObject', (own, call, _store, [bucket, key]) => written(own, call, String(bucket), String(key)));
  around('completeMultipartUpload', (own, call, store, [uploadId]) => {
    const upload = (store as unknown as Uploads).multipartUploads.get(String(uploadId));
    return upload ? written(own, call, upload.bucket, upload.key) : own();
  });
  around('deleteObject', (own, call, _store, [bucket, key]) =>
    deleted(own, call, String(bucket), String(key)),
  );
  for (const name of ['getObject', 'headObject'] as const) {
    around(name, (own, { keeper: { versions }, versionId }, _store, [bucket, key]) => {
      if (versionId === undefined || !versions?.isKeptIn(String(bucket))) return own();
      const found = versions.find(String(bucket), String(key), versionId);
      if (!found) throw makeError('NoSuchVersion', 'The specified version does not exist.', 404);
      if (found.object) return found.object;
      const no = 'The specified method is not allowed against this resource.';
      throw makeError('MethodNotAllowed', no, 405);
    });
  }
}

/** What a write answers, and its version's id beside it where the bucket keeps versions. */
function written(own: () => unknown, { keeper, response }: Call, bucket: string, key: string): unknown {
  const { versions } = keeper;
  if (!versions?.isKeptIn(bucket)) return own();
  versions.remember(bucket, key);
  const object = own() as StoredObject;
  response?.setHeader('x-amz-version-id', versions.add(bucket, key, object));
  return object;
}

/** A deletion: a delete marker, or the end of the version that it names. */
function deleted(
  own: () => unknown,
  { keeper, versionId, response }: Call,
  bucket: string,
  key: string,
): void {
  const { versions } = keeper;
  if (!versions?.isKeptIn(bucket)) {
    own();
    return;
  }
  if (versionId !== undefined) {
    versions.remove(bucket, key, versionId);
    response?.setHeader('x-amz-version-id', versionId);
    return;
  }
  versions.remember(bucket, key);
  own();
  response?.setHeader('x-amz-version-id', versions.add(bucket, key, undefined));
  response?.setHeader('x-amz-delete-marker', 'true');
}

interface Uploads {
  readonly multipartUploads: ReadonlyMap<string, { readonly bucket: string; readonly key: string }>;
}
