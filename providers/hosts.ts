import { lookUp } from '../contracts/look-up.ts';

/** A host that is known to answer model calls, and who bills them. */
export interface KnownHost {
  /** The host's name, or with a leading dot all hosts below it; `*` means one label. */
  readonly host: string;
  /** The ledger's name of who bills. */
  readonly provider: string;
  /**
   * The provider documents `stream_options.include_usage` of the OpenAI protocol. Others tell the usage unasked,
   * or refuse fields that they do not know.
   */
  readonly asksUsage?: true;
  /** The provider bills by the region in the host's name: the label of this number, from 0. */
  readonly regionLabel?: number;
  /** The region of the host. */
  readonly region?: string;
  /** A gateway that names who answers behind it in its path: the part of this number, from 0. */
  readonly providerPart?: number;
}

/** Names that Cloudflare's gateway has for providers of the ledger; others are the same. */
const CLOUDFLARE_NAMES: Readonly<Record<string, string>> = {
  'google-ai-studio': 'google',
  'google-vertex-ai': 'google',
  'aws-bedrock': 'bedrock',
  'azure-openai': 'azure',
  'perplexity-ai': 'perplexity',
  grok: 'x-ai',
  'workers-ai': 'cloudflare',
  // Its own protocol names the provider in the model: `openai/gpt-5`.
  compat: 'cloudflare-ai-gateway',
};

/** Hosts by provider. The first that fits is taken. */
export const KNOWN_HOSTS: readonly KnownHost[] = [
  { host: 'eu.api.openai.com', provider: 'openai', asksUsage: true, region: 'eu' },
  { host: 'us.api.openai.com', provider: 'openai', asksUsage: true, region: 'us' },
  { host: '.openai.com', provider: 'openai', asksUsage: true },
  { host: '.openai.azure.com', provider: 'azure', asksUsage: true },
  { host: '.cognitiveservices.azure.com', provider: 'azure', asksUsage: true },
  { host: '.services.ai.azure.com', provider: 'azure', asksUsage: true },
  { host: 'models.inference.ai.azure.com', provider: 'github-models' },
  { host: '.inference.ai.azure.com', provider: 'azure' },
  { host: '.models.ai.azure.com', provider: 'azure' },
  { host: 'models.github.ai', provider: 'github-models' },
  { host: '.anthropic.com', provider: 'anthropic', asksUsage: true },
  { host: 'generativelanguage.googleapis.com', provider: 'google', asksUsage: true },
  { host: 'aiplatform.googleapis.com', provider: 'google', asksUsage: true },
  { host: '*-aiplatform.googleapis.com', provider: 'google', asksUsage: true },
  { host: 'aiplatform.*.rep.googleapis.com', provider: 'google', asksUsage: true, regionLabel: 1 },
  { host: 'bedrock-runtime.*.amazonaws.com', provider: 'bedrock', asksUsage: true, regionLabel: 1 },
  { host: 'bedrock-mantle.*.api.aws', provider: 'bedrock', asksUsage: true, regionLabel: 1 },
  { host: 'bedrock-runtime-fips.*.amazonaws.com', provider: 'bedrock', asksUsage: true, regionLabel: 1 },
  { host: '.x.ai', provider: 'x-ai', asksUsage: true },
  { host: '.mistral.ai', provider: 'mistral' },
  { host: '.deepseek.com', provider: 'deepseek', asksUsage: true },
  { host: '.groq.com', provider: 'groq', asksUsage: true },
  { host: '.cerebras.ai', provider: 'cerebras', asksUsage: true },
  { host: '.together.xyz', provider: 'together', asksUsage: true },
  { host: '.together.ai', provider: 'together', asksUsage: true },
  { host: '.fireworks.ai', provider: 'fireworks', asksUsage: true },
  { host: '.perplexity.ai', provider: 'perplexity' },
  { host: '.moonshot.ai', provider: 'moonshotai', asksUsage: true },
  { host: '.moonshot.cn', provider: 'moonshotai', asksUsage: true },
  { host: '.cohere.ai', provider: 'cohere' },
  { host: '.cohere.com', provider: 'cohere' },
  { host: '.voyageai.com', provider: 'voyageai' },
  { host: 'ai.mongodb.com', provider: 'voyageai' },
  { host: '.z.ai', provider: 'z-ai', asksUsage: true },
  { host: '.bigmodel.cn', provider: 'z-ai', asksUsage: true },
  { host: 'dashscope.aliyuncs.com', provider: 'alibaba', asksUsage: true },
  { host: '.dashscope.aliyuncs.com', provider: 'alibaba', asksUsage: true },
  { host: 'dashscope-intl.aliyuncs.com', provider: 'alibaba', asksUsage: true },
  { host: 'dashscope-us.aliyuncs.com', provider: 'alibaba', asksUsage: true },
  { host: '.minimax.io', provider: 'minimax', asksUsage: true },
  { host: '.minimaxi.com', provider: 'minimax-cn', asksUsage: true },
  { host: '.volces.com', provider: 'volcengine', asksUsage: true },
  { host: '.bytepluses.com', provider: 'byteplus', asksUsage: true },
  { host: '.stepfun.com', provider: 'stepfun', asksUsage: true },
  { host: '.siliconflow.com', provider: 'siliconflow', asksUsage: true },
  { host: '.siliconflow.cn', provider: 'siliconflow', asksUsage: true },
  { host: '.deepinfra.com', provider: 'deepinfra', asksUsage: true },
  { host: '.novita.ai', provider: 'novita', asksUsage: true },
  { host: '.hyperbolic.xyz', provider: 'hyperbolic', asksUsage: true },
  { host: '.nebius.com', provider: 'nebius', asksUsage: true },
  { host: '.sambanova.ai', provider: 'sambanova', asksUsage: true },
  { host: '.baseten.co', provider: 'baseten', asksUsage: true },
  { host: 'integrate.api.nvidia.com', provider: 'nvidia', asksUsage: true },
  { host: 'router.huggingface.co', provider: 'huggingface', asksUsage: true },
  { host: '.huggingface.cloud', provider: 'huggingface' },
  { host: '.ai21.com', provider: 'ai21' },
  { host: '.inceptionlabs.ai', provider: 'inception' },
  { host: '.writer.com', provider: 'writer' },
  { host: '.upstage.ai', provider: 'upstage' },
  { host: '.jina.ai', provider: 'jina' },
  { host: 'gateway.ai.cloudflare.com', provider: 'cloudflare-ai-gateway', providerPart: 3 },
  { host: '.cloudflare.com', provider: 'cloudflare' },
  { host: '.ollama.com', provider: 'ollama', asksUsage: true },
  { host: '.databricks.com', provider: 'databricks' },
  { host: '.azuredatabricks.net', provider: 'databricks' },
  { host: '.snowflakecomputing.com', provider: 'snowflake' },
  { host: '.scaleway.ai', provider: 'scaleway', asksUsage: true },
  { host: '.ovh.net', provider: 'ovhcloud' },
  { host: '.lambda.ai', provider: 'lambda-ai' },
  { host: '.friendli.ai', provider: 'friendli', asksUsage: true },
  { host: '.parasail.io', provider: 'parasail', asksUsage: true },
  { host: '.venice.ai', provider: 'venice', asksUsage: true },
  { host: '.openrouter.ai', provider: 'openrouter', asksUsage: true },
  { host: 'ai-gateway.vercel.sh', provider: 'vercel', asksUsage: true },
  { host: '.portkey.ai', provider: 'portkey' },
  { host: 'oai.helicone.ai', provider: 'openai', asksUsage: true },
  { host: 'anthropic.helicone.ai', provider: 'anthropic', asksUsage: true },
  { host: '.helicone.ai', provider: 'helicone' },
  { host: '.requesty.ai', provider: 'requesty', asksUsage: true },
  { host: '.nano-gpt.com', provider: 'nanogpt', asksUsage: true },
  { host: '.aimlapi.com', provider: 'aimlapi' },
  { host: '.poe.com', provider: 'poe', asksUsage: true },
  { host: '.githubcopilot.com', provider: 'github-copilot' },
  { host: '.elevenlabs.io', provider: 'elevenlabs' },
  { host: '.deepgram.com', provider: 'deepgram' },
  { host: '.assemblyai.com', provider: 'assemblyai' },
  { host: '.replicate.com', provider: 'replicate' },
  { host: '.fal.run', provider: 'fal' },
  { host: '.runware.ai', provider: 'runware' },
  { host: '.stability.ai', provider: 'stability' },
  { host: '.cartesia.ai', provider: 'cartesia' },
  { host: '.klingai.com', provider: 'kling' },
  { host: '.lumalabs.ai', provider: 'luma' },
  { host: '.runwayml.com', provider: 'runway' },
  { host: '.exa.ai', provider: 'exa' },
  { host: '.tavily.com', provider: 'tavily' },
  { host: '.serper.dev', provider: 'serper' },
];

/** Servers that people run themselves and that document `stream_options`; named by the `provider` option. */
const OWN_SERVERS = ['vllm', 'litellm', 'ollama', 'lm-studio', 'sglang', 'llama-cpp', 'localai'];

const ASKS_USAGE: ReadonlySet<string> = new Set([
  ...KNOWN_HOSTS.filter(({ asksUsage }) => asksUsage).map(({ provider }) => provider),
  ...OWN_SERVERS,
]);

/** Whether a provider documents that a chat stream may be asked for its usage. */
export function acceptsStreamOptions(provider: string): boolean {
  return ASKS_USAGE.has(provider);
}

function fits(pattern: string, host: string): boolean {
  if (pattern.startsWith('.')) return host.endsWith(pattern) || host === pattern.slice(1);
  if (!pattern.includes('*')) return host === pattern;
  const [start = '', end = ''] = pattern.split('*');
  const middle = host.slice(start.length, host.length - end.length);
  return host.startsWith(start) && host.endsWith(end) && middle !== '' && !middle.includes('.');
}

/** The provider that a gateway's path names, as the ledger names it. */
function partOfPath({ providerPart }: KnownHost, url: URL): string | undefined {
  const part = providerPart === undefined ? '' : (url.pathname.split('/')[providerPart + 1] ?? '');
  return part === '' ? undefined : (lookUp(CLOUDFLARE_NAMES, part) ?? part);
}

/** Who bills a call of this address, and where; undefined for a host that is not known. */
export function hostOf(url: URL): { provider: string; region: string | undefined } | undefined {
  const known = KNOWN_HOSTS.find(({ host }) => fits(host, url.hostname));
  if (known === undefined) return undefined;
  const label = known.regionLabel === undefined ? undefined : url.hostname.split('.')[known.regionLabel];
  return { provider: partOfPath(known, url) ?? known.provider, region: known.region ?? label };
}

/** The provider of an address; a host that is not known is a provider of its own and never taken for another. */
export function providerOfHost(url: URL): string {
  return hostOf(url)?.provider ?? url.host;
}
