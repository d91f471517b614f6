import type { UsageDraft } from '../core/usage-event.ts';
import { withExtras, type DraftExtras } from './draft-extras.ts';

/** For programs without types: what is not known would be billed as something else, or not at all. */
function refuse(field: string, input: object): never {
  throw new TypeError(`${field} cannot be ${String(Reflect.get(input, field))}`);
}

/** Invocations of a Lambda function. */
export interface LambdaUsage extends DraftExtras {
  memoryMb: number;
  /** Billed duration, init included; rounded up to whole milliseconds as AWS does. */
  durationMs: number;
  invocations?: number;
  architecture?: 'arm64' | 'x86_64';
  functionName?: string;
}

/** GB-seconds as decimal text, exact: memory and duration are whole numbers. */
export function gbSeconds(memoryMb: number, billedMs: number): string {
  const scaled = (BigInt(Math.ceil(memoryMb)) * BigInt(Math.ceil(billedMs)) * 10n ** 12n) / 1_024_000n;
  const digits = scaled.toString().padStart(13, '0');
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`.replace(/\.?0+$/, '');
}

export function lambdaDraft(input: LambdaUsage): UsageDraft {
  const { memoryMb, durationMs, invocations = 1, architecture = 'x86_64', functionName, ...extras } = input;
  const usage = {
    requests: invocations,
    gb_seconds: gbSeconds(memoryMb, durationMs),
    memory_mb: memoryMb,
    duration_ms: Math.ceil(durationMs),
  };
  const operation = functionName;
  const model = `lambda-${architecture}`;
  return withExtras({ provider: 'aws', service: 'lambda', model, usage, operation }, extras);
}

/** Compute outside Lambda: what was used decides the part that is billed. */
export type ComputeUsage = DraftExtras &
  (
    | { platform: 'workers'; requests?: number; cpuMs: number }
    | { platform: 'fly'; machine: string; seconds: number }
    | { platform: 'fly-gpu'; machine: string; seconds: number }
    | { platform: 'temporal'; actions: number; plan?: string }
  );

type Parts = Pick<UsageDraft, 'provider' | 'service' | 'model' | 'usage'>;

function computeParts(input: ComputeUsage): Parts {
  switch (input.platform) {
    case 'workers': {
      const usage = { requests: input.requests ?? 1, cpu_ms: input.cpuMs };
      return { provider: 'cloudflare', service: 'workers', model: 'workers-standard', usage };
    }
    case 'fly':
      return {
        provider: 'fly',
        service: 'compute',
        model: input.machine,
        usage: { machine_seconds: input.seconds },
      };
    case 'fly-gpu':
      return {
        provider: 'fly',
        service: 'compute',
        model: input.machine,
        usage: { gpu_seconds: input.seconds },
      };
    case 'temporal': {
      const model = `actions-${input.plan ?? 'business-payg'}`;
      return { provider: 'temporal', service: 'compute', model, usage: { actions: input.actions } };
    }
    default:
      return refuse('platform', input satisfies never);
  }
}

const COMPUTE_FIELDS = new Set(['platform', 'requests', 'cpuMs', 'machine', 'seconds', 'actions', 'plan']);

export function computeDraft(input: ComputeUsage): UsageDraft {
  const extras = Object.fromEntries(Object.entries(input).filter(([name]) => !COMPUTE_FIELDS.has(name)));
  return withExtras(computeParts(input), extras);
}

/** Object storage: requests, and what is kept. */
export type StorageUsage = DraftExtras &
  (
    | { store: 's3'; puts?: number; gets?: number; deletes?: number; storageClass?: string }
    | { store: 's3'; gbMonths: number | string; storageClass?: string }
    | { store: 'r2'; classA?: number; classB?: number; gbMonths?: number | string; storageClass?: string }
  );

const STORAGE_FIELDS = new Set([
  'store',
  'puts',
  'gets',
  'deletes',
  'gbMonths',
  'storageClass',
  'classA',
  'classB',
]);

/** S3 bills puts, gets and storage by different rows, so one call can make several drafts. */
export function storageDrafts(input: StorageUsage): UsageDraft[] {
  const extras = Object.fromEntries(
    Object.entries(input).filter(([name]) => !STORAGE_FIELDS.has(name)),
  ) as DraftExtras;
  const storageClass = input.storageClass ?? 'standard';
  const parts: Parts[] = [];
  if (input.store === 'r2') {
    const usage = { class_a: input.classA, class_b: input.classB, storage_gb_month: input.gbMonths };
    parts.push({ provider: 'cloudflare', service: 'r2', model: `r2-${storageClass}`, usage });
  } else if (input.store !== 's3') {
    refuse('store', input satisfies never);
  } else if ('gbMonths' in input) {
    const usage = { gb_months: input.gbMonths };
    parts.push({ provider: 'aws', service: 's3', model: `${storageClass}-storage`, usage });
  } else {
    if (!['puts', 'gets', 'deletes'].some((name) => name in input))
      refuse('puts, gets, deletes and gbMonths', input);
    for (const [kind, requests] of [
      [`${storageClass}-put`, input.puts],
      [`${storageClass}-get`, input.gets],
      ['delete', input.deletes],
    ] as const) {
      if (requests) parts.push({ provider: 'aws', service: 's3', model: kind, usage: { requests } });
    }
  }
  return parts.map((part) => withExtras(part, extras));
}

/** Mails by the recipient, as SES bills them. */
export interface EmailUsage extends DraftExtras {
  emails: number;
  /** Bytes of attachments over all recipients. */
  attachmentBytes?: number;
}

export function emailDraft(input: EmailUsage): UsageDraft {
  const { emails, attachmentBytes, ...extras } = input;
  const usage = { emails, attachment_gb: attachmentBytes ? attachmentBytes / 1024 ** 3 : undefined };
  return withExtras({ provider: 'aws', service: 'ses', model: 'outbound-a-la-carte', usage }, extras);
}

/** Queue requests; SQS and Cloudflare both bill each started 64 KB as one. */
export interface QueueUsage extends DraftExtras {
  queue: 'sqs' | 'sqs-fifo' | 'cloudflare';
  requests?: number;
  /** Bytes of one request. */
  bytes?: number;
}

export function queueDraft(input: QueueUsage): UsageDraft {
  const { queue, requests = 1, bytes = 0, ...extras } = input;
  const billed = requests * Math.max(1, Math.ceil(bytes / (64 * 1024)));
  switch (queue) {
    case 'cloudflare': {
      const usage = { operations: billed };
      return withExtras(
        { provider: 'cloudflare', service: 'queues', model: 'queues-standard', usage },
        extras,
      );
    }
    case 'sqs':
    case 'sqs-fifo': {
      const model = queue === 'sqs' ? 'sqs-standard' : queue;
      return withExtras({ provider: 'aws', service: 'sqs', model, usage: { requests: billed } }, extras);
    }
    default:
      return refuse('queue', input);
  }
}
