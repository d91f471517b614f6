import type * as z from 'zod/mini';

/** Schemas that are printed by a name of their own, and that name. */
export type TypeNames = ReadonlyMap<z.core.$ZodType, string>;

/**
 * The TypeScript type of what a schema lets through, in the project's format. Throws on a kind of schema that no
 * answer has used so far: add it here.
 */
export function printType(schema: z.core.$ZodType, names: TypeNames, indent = ''): string {
  return names.get(schema) ?? printKind(schema, names, indent);
}

function printKind(schema: z.core.$ZodType, names: TypeNames, indent: string): string {
  const def = definitionOf(schema);
  const inner = (one: z.core.$ZodType) => printType(one, names, indent);
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- a kind that no answer has used so far throws
  switch (def.type) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'unknown':
      return def.type;
    case 'literal':
      return def.values.map((value) => quote(value)).join(' | ');
    case 'enum':
      return Object.values(def.entries)
        .map((value) => quote(value))
        .join(' | ');
    case 'nullable':
      return `${inner(def.innerType)} | null`;
    case 'array': {
      const element = inner(def.element);
      return / \| /.test(element) && !element.startsWith('{') ? `(${element})[]` : `${element}[]`;
    }
    case 'record':
      return `Record<${inner(def.keyType)}, ${inner(def.valueType)}>`;
    case 'object':
      return `{\n${printFields(schema as z.ZodMiniObject, names, `${indent}  `).join('\n')}\n${indent}}`;
    default:
      throw new Error(`scripts/client-shapes/print-type.ts prints no ${def.type} yet`);
  }
}

/** One line for each field of an object that its base has not; what may be missing may be undefined too. */
export function printFields(
  { shape }: z.ZodMiniObject,
  names: TypeNames,
  indent: string,
  base?: z.ZodMiniObject,
): string[] {
  const own = Object.entries(shape).filter(([name, field]) => base?.shape[name] !== field);
  return own.map(([name, field]) => {
    const def = definitionOf(field);
    if (def.type !== 'optional') return `${indent}${name}: ${printType(field, names, indent)};`;
    const type = printType(def.innerType, names, indent);
    if (type === 'unknown') return `${indent}${name}?: ${type};`;
    if (!type.includes('\n')) return `${indent}${name}?: ${type} | undefined;`;
    // As the formatter breaks a union of several lines.
    const inner = type.replaceAll('\n', `\n    `);
    return `${indent}${name}?:\n${indent}  | ${inner}\n${indent}  | undefined;`;
  });
}

function definitionOf(schema: z.core.$ZodType): z.core.$ZodTypes['_zod']['def'] {
  return (schema as z.ZodMiniType).def as z.core.$ZodTypes['_zod']['def'];
}

function quote(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
