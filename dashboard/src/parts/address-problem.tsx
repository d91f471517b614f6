/** Tells what the address asks for and cannot be had; nothing where there is nothing to tell. */
export function AddressProblem({ problem }: { readonly problem: string | undefined }) {
  return problem === undefined ? null : (
    <p className="field-error" role="alert">
      {problem}
    </p>
  );
}
