import { createContext, type ReactNode, useContext } from 'react';
import type { Problem } from '../../../contracts/api/problems.ts';
import { ApiError } from '../api/api.ts';

type Messages = Readonly<Record<string, string>>;

const FieldErrorsContext = createContext<Messages>({});

/** What the API says of each field, by the field's name; nothing of other errors. */
function fieldMessages(error: unknown): Messages {
  if (!(error instanceof ApiError)) return {};
  const { errors = [] } = (error.problem ?? {}) as Partial<Problem>;
  // The first sentence of a field is the one to act on.
  return Object.fromEntries(
    errors.toReversed().flatMap(({ field, message }) => namesOf(field).map((name) => [name, message])),
  );
}

/** What a form may call a field: `overrides.0.unit` is said of it and of `unit`, `emailRecipients.1` of their one field. */
function namesOf(field: string): readonly string[] {
  const named = field.split(/[.[\]]+/).filter((part) => part !== '' && !/^\d+$/.test(part));
  return [field, named.at(-1) ?? field];
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
