/** Stands for a function whose file in lambdas/ does not exist yet. */
export function handler(): object {
  return {};
}
