/** A name with its id behind it; the id alone where there is no name. */
export function Named({ name, id }: { readonly name: string | null | undefined; readonly id: string }) {
  if (!name) return <bdi>{id}</bdi>;
  return (
    <>
      <bdi>{name}</bdi> <span className="hint">{id}</span>
    </>
  );
}
