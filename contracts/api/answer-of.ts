import type * as z from 'zod/mini';

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
type Unstamped<T> = T extends { readonly asOf: infer At } ? Omit<T, 'asOf'> & { readonly asOf?: At } : T;

/** Everything that a schema says, as the code that makes an answer returns it. */
export type WholeAnswer<S extends z.ZodMiniType> = DeepReadonly<z.input<S>>;

/** The same of a read, which may leave `asOf` to the API. */
export type AnswerOf<S extends z.ZodMiniType> = Unstamped<WholeAnswer<S>>;
