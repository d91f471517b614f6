import { createContext, type ReactNode, useContext } from 'react';
import type { Problem } from '../../../contracts/api/problems.ts';
import { ApiError } from '../api/api.ts';

type Messages = Readonly<Record<string, string>>;

const FieldErrorsContext = createContext<Messages>({});

/** What the API says of each field, by the field's name; nothing of other errors. */
function fieldMessages(error: unknown): Messages {
  if (!(error instanceof ApiError)) return {};
  const { errors = [] } = (error.problem ?? {}) as Partial<Problem>;
  // The first sentence of a field is the one to act on; `overrides[0].unit` is said of `unit`.
  return Object.fromEntries(
    errors.toReversed().map(({ field, message }) => [field.replace(/^.*[.\]]\.?(?=[^.\]]+$)/, ''), message]),
  );
}

/** Lets the fields inside say what the API refused of them. */
export function FieldErrors({ error, children }: { readonly error: unknown; readonly children: ReactNode }) {
  return <FieldErrorsContext value={fieldMessages(error)}>{children}</FieldErrorsContext>;
}

/** What was refused of the field; undefined: nothing. */
export function useFieldError(name: string | undefined): string | undefined {
  const messages = useContext(FieldErrorsContext);
  return name === undefined ? undefined : messages[name];
}

/** What the API refused of the field above. */
export function Refused({ message }: { readonly message: string | undefined }) {
  if (message === undefined) return null;
  return (
    <span className="field-error" role="alert">
      {message}
    </span>
  );
}
