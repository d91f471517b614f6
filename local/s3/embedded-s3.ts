/** Makes an error that the embedded S3 answers with. */
export type MakeS3Error = (code: string, message: string, status: number) => Error;

/** A module of the embedded S3 that its package does not export. */
export async function embeddedModule<T>(file: string): Promise<T> {
  return (await import(new URL(file, import.meta.resolve('fauxqs')).href)) as T;
}

/** How the embedded S3 makes the errors that it answers with. */
export async function embeddedErrors(): Promise<MakeS3Error> {
  const { S3Error } = await embeddedModule<{ S3Error: new (...args: Parameters<MakeS3Error>) => Error }>(
    'common/errors.js',
  );
  return (...args) => new S3Error(...args);
}
