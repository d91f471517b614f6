import { Buffer } from 'node:buffer';
import type { Slowness } from '../limits.ts';

/** Lambda quotas: variables of a function together, measured as one JSON object. */
const MOST_ENVIRONMENT_BYTES = 4_096;
/** Lambda quotas: payload of a synchronous and of an asynchronous call. */
const MOST_PAYLOAD_BYTES = { synchronous: 6_291_456, asynchronous: 1_048_576 } as const;

/** Names that Lambda keeps to itself. */
const RESERVED = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

/**
 * Refuses variables that Lambda would refuse when the function is made: reserved and malformed names, more than
 * 4 KB. Addresses of this machine are about as long as those of AWS, not exactly; the templates' test counts them
 * at their longest. @throws Error with the function's name
 */
export function checkVariables(name: string, variables: Readonly<Record<string, string>>): void {
  for (const variable of Object.keys(variables)) {
    if (RESERVED.has(variable)) throw new Error(`${name}: Lambda reserves the variable ${variable}`);
    if (!/^[a-zA-Z][a-zA-Z0-9_]+$/.test(variable)) {
      throw new Error(`${name}: "${variable}" is no name of a variable for Lambda`);
    }
  }
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  if (bytes > MOST_ENVIRONMENT_BYTES) {
    throw new Error(
      `${name}: its variables take ${bytes} bytes of JSON, Lambda takes ${MOST_ENVIRONMENT_BYTES}`,
    );
  }
}

/** Lambda quotas: seconds and memory of a function, and its code with its layers, unpacked. */
const MOST_SECONDS = 900;
const MOST_MEMORY_MB = 10_240;
const LEAST_MEMORY_MB = 128;
const MOST_CODE_BYTES = 250 * 1024 * 1024;

/** Refuses what Lambda would refuse when the function is made. @throws Error with the function's name */
export function checkSize(
  name: string,
  { seconds, memoryMb, codeBytes }: Readonly<Record<'seconds' | 'memoryMb' | 'codeBytes', number>>,
): void {
  const faults = [
    ...(seconds >= 1 && seconds <= MOST_SECONDS ? [] : [`a time-out of ${seconds} s, 1 to ${MOST_SECONDS}`]),
    ...(memoryMb >= LEAST_MEMORY_MB && memoryMb <= MOST_MEMORY_MB
      ? []
      : [`${memoryMb} MB of memory, ${LEAST_MEMORY_MB} to ${MOST_MEMORY_MB}`]),
    ...(codeBytes <= MOST_CODE_BYTES ? [] : [`${codeBytes} bytes of code, ${MOST_CODE_BYTES} at the most`]),
  ];
  if (faults.length > 0) throw new Error(`${name} has ${faults.join('; ')} are what Lambda takes`);
}

/** How a function is called: its caller waits for the answer, or Lambda keeps the event in a queue of its own. */
export type CallKind = keyof typeof MOST_PAYLOAD_BYTES;

/** What Lambda says of a payload beyond its limit; undefined for one that it takes. */
export function payloadRefusal(payload: string, kind: CallKind): string | undefined {
  const most = MOST_PAYLOAD_BYTES[kind];
  if (payload.length * 3 <= most || Buffer.byteLength(payload) <= most) return undefined;
  return `Request must be smaller than ${most} bytes for the InvokeFunction operation`;
}

/** Lambda's own limit of what a function answers, as JSON. */
const MOST_RESULT_BYTES = 6_291_556;

/** What Lambda says of a result beyond its limit. */
export const TOO_LARGE_RESULT = {
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size exceeded maximum allowed payload size (${MOST_RESULT_BYTES} bytes).`,
} as const;

/** True for a result that Lambda would not hand on. */
export function isTooLarge(payload: string): boolean {
  return payload.length * 3 > MOST_RESULT_BYTES && Buffer.byteLength(payload) > MOST_RESULT_BYTES;
}

/** Lambda quotas: what a function may take to load its code, milliseconds. */
const MOST_INIT_MS = 10_000;

/**
 * What the start says of a function that took longer to load than Lambda waits; undefined where it did not. The
 * machine's slowness, which takes work to measure, is asked only where it matters.
 */
export function initNote(name: string, tookMs: number, measured: Slowness): string | undefined {
  if (tookMs <= MOST_INIT_MS) return undefined;
  const slowness = measured();
  if (tookMs <= MOST_INIT_MS * slowness) return undefined;
  const seconds = (tookMs / 1000 / slowness).toFixed(1);
  return `${name} takes about ${seconds} s to load on Lambda, which waits 10 s and then begins once more at the caller's cost.`;
}
