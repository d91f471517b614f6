interface UsedIdsProps {
  /** The one name of the model. */
  readonly name: string;
  readonly ids: readonly string[];
}

/** The ids that a model was used by, beneath its name; nothing where it was used by its name alone. */
export function UsedIds({ name, ids }: UsedIdsProps) {
  if (ids.every((id) => id === name)) return null;
  return <span className="hint">{ids.join(', ')}</span>;
}
