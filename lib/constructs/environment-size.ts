import { Buffer } from 'node:buffer';

/** Lambda takes this many bytes of variables. Source: AWS Lambda quotas, environment variables. */
export const MOST_ENVIRONMENT_BYTES = 4_096;

/** Bytes that a name made at deployment may take: addresses and ARNs of this app's resources stay below. */
const DEPLOYED_NAME_BYTES = 160;
/** Names that are shorter. Sources: quotas of AWS Lambda and of Amazon SQS. */
const FUNCTION_NAME_BYTES = 64;
const QUEUE_NAME_BYTES = 80;

/** Type of the resource of a logical id in the function's stack, where it is known. */
type TypeOf = (logicalId: string) => string | undefined;

/** Bytes of a text as JSON writes it, without its quotes. */
function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

/** The most bytes that a template's value takes once deployed: texts as they are, what AWS fills in by its longest. */
function longestBytes(value: unknown, typeOf: TypeOf): number {
  if (typeof value === 'string') return jsonBytes(value);
  if (typeof value !== 'object' || value === null) return jsonBytes(String(value));
  const join = (value as Record<string, unknown>)['Fn::Join'];
  if (!Array.isArray(join)) return nameBytes(value, typeOf);
  const [separator, parts] = join as [string, unknown[]];
  return parts.reduce<number>((sum, part) => sum + longestBytes(part, typeOf) + jsonBytes(separator), 0);
}

function nameBytes(
  value: { readonly Ref?: unknown; readonly 'Fn::GetAtt'?: unknown },
  typeOf: TypeOf,
): number {
  const attribute = value['Fn::GetAtt'];
  if (Array.isArray(attribute) && attribute[1] === 'QueueName') return QUEUE_NAME_BYTES;
  if (typeof value.Ref === 'string' && typeOf(value.Ref) === 'AWS::Lambda::Function')
    return FUNCTION_NAME_BYTES;
  return DEPLOYED_NAME_BYTES;
}

/**
 * The most bytes that resolved variables of a function take as Lambda measures them: as one JSON object, in which
 * each quote inside a value takes two ("String measured: {…}" of its refusal shows the text). `typeOf` tells which
 * references are names of functions.
 */
export function environmentBytes(
  variables: Readonly<Record<string, unknown>>,
  typeOf: TypeOf = () => undefined,
): number {
  const punctuation = '"":"",'.length;
  return Object.entries(variables).reduce(
    (sum, [name, value]) => sum + jsonBytes(name) + longestBytes(value, typeOf) + punctuation,
    '{}'.length,
  );
}
