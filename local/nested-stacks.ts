import { readFileSync } from 'node:fs';
import { record, text, type Stack, type Template } from './template.ts';

const NESTED = 'AWS::CloudFormation::Stack';
/** The file of a nested template, by its content's hash, at the end of its address. */
const TEMPLATE_FILE = /\b[0-9a-f]{64}\.json\b/;

/**
 * The stack, and each that is nested in it as a stack beside it: what they hand each other as parameters and outputs
 * are exports here, as between stacks that are deployed by themselves. A nested stack whose template is not in the
 * assembly stays a resource.
 */
export function unnest(stack: Stack): Stack[] {
  const Resources = { ...stack.template.Resources };
  const Outputs = { ...stack.template.Outputs };
  const children: Stack[] = [];
  for (const [id, { Type, Properties = {} }] of Object.entries(Resources)) {
    const file = Type === NESTED ? fileOf(stack, Properties['TemplateURL']) : undefined;
    if (file === undefined) continue;
    delete Resources[id];
    const name = `${stack.name}-${id}`;
    const given = record(Properties['Parameters']);
    for (const [parameter, Value] of Object.entries(given))
      Outputs[`${id}${parameter}`] = { Value, Export: { Name: `${name}:${parameter}` } };
    children.push({ ...stack, name, template: childTemplate(readTemplate(file), name, Object.keys(given)) });
  }
  if (children.length === 0) return [stack];
  const outputs = new Map(children.flatMap(exportsOf(stack.name)));
  const parent = replaceIn({ ...stack.template, Resources, Outputs }, (value) => {
    const attribute = value['Fn::GetAtt'];
    const name = outputs.get(Array.isArray(attribute) ? attribute.join('.') : String(attribute));
    return name === undefined ? undefined : { 'Fn::ImportValue': name };
  });
  return [{ ...stack, template: parent }, ...children.flatMap(unnest)];
}

function fileOf(stack: Stack, address: unknown): string | undefined {
  const [key = ''] = TEMPLATE_FILE.exec(JSON.stringify(address)) ?? [];
  return stack.assets.get(key);
}

function readTemplate(file: string): Template {
  return JSON.parse(readFileSync(file, 'utf8')) as Template;
}

/** The template of a nested stack that imports what it is given, and exports all that it tells. */
function childTemplate(template: Template, name: string, given: readonly string[]): Template {
  const { Parameters = {}, Outputs = {} } = template;
  const own = Object.entries(Parameters).filter(([parameter]) => !given.includes(parameter));
  const told = Object.entries(Outputs).map(([output, { Value, Export }]) => [
    output,
    { Value, Export: Export ?? { Name: `${name}:${output}` } },
  ]);
  return replaceIn(
    { ...template, Parameters: Object.fromEntries(own), Outputs: Object.fromEntries(told) as typeof Outputs },
    ({ Ref: parameter }) =>
      typeof parameter === 'string' && given.includes(parameter)
        ? { 'Fn::ImportValue': `${name}:${parameter}` }
        : undefined,
  );
}

/** What a parent calls the outputs of a nested stack, with the names that they are exported by. */
function exportsOf(parent: string): (child: Stack) => [string, string][] {
  return ({ name, template }) =>
    Object.entries(template.Outputs ?? {}).map(([output, { Export }]) => [
      `${name.slice(parent.length + 1)}.Outputs.${output}`,
      text(Export?.Name) ?? '',
    ]);
}

/** The value with every object replaced that `replace` has another one for. */
function replaceIn<T>(value: T, replace: (object: Record<string, unknown>) => unknown): T {
  if (Array.isArray(value)) return value.map((item: unknown) => replaceIn(item, replace)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const other = replace(value as Record<string, unknown>);
  if (other !== undefined) return other as T;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceIn(item, replace)])) as T;
}
