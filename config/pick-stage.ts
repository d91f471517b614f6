/**
 * The stage of that name; `file` is where its reader adds one.
 * @throws Error whose sentence says what to write instead
 */
export function pickStage<S>(stages: Readonly<Record<string, S>>, name: string, file: string): S {
  const stage = Object.hasOwn(stages, name) ? stages[name] : undefined;
  if (stage !== undefined) return stage;
  const names = Object.keys(stages).join(', -c stage=');
  if (name === '' && names !== '')
    throw new Error(`${file} has several stages: say which one by -c stage=${names}.`);
  throw new Error(`There is no stage "${name}". Write -c stage=${names}, or add yours to ${file}.`);
}
