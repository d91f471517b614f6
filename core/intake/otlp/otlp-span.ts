/** A span as an export request holds it, its attributes flat with dots in their names. */
export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  /** The instrumentation library that made it. */
  readonly scope: string | undefined;
  /** Milliseconds since 1970; 0 where the sender says none. */
  readonly startMs: number;
  readonly endMs: number;
  /** Status code ERROR. */
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of what the spans of one process have in common: `service.name` and the like. */
  readonly resource: Readonly<Record<string, unknown>>;
}

/** Status code `ERROR` of OpenTelemetry. */
export const ERROR_CODE = 2;
