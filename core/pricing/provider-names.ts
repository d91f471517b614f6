/** Names that applications and SDKs use for a provider of the catalogue. */
const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'open-ai': 'openai',
    'openai-chat': 'openai',
    'text-completion-openai': 'openai',
    claude: 'anthropic',
    gemini: 'google',
    vertex: 'google',
    vertexai: 'google',
    'vertex-ai': 'google',
    'google-vertex': 'google',
    'google-vertex-ai': 'google',
    'google-gemini': 'google',
    'google-genai': 'google',
    'google-generative-ai': 'google',
    'google-ai-studio': 'google',
    googleai: 'google',
    'google-ai': 'google',
    'gcp-gemini': 'google',
    'gcp-vertex-ai': 'google',
    'gcp-gen-ai': 'google',
    'gcp-vertex-agent': 'google',
    'google-anthropic-vertex': 'google',
    'anthropic-vertex': 'google',
    'vertex-ai-beta': 'google',
    'google-vertexai': 'google',
    'google-vertex-anthropic': 'google',
    'aws-bedrock': 'bedrock',
    'amazon-bedrock': 'bedrock',
    awsbedrock: 'bedrock',
    'bedrock-converse': 'bedrock',
    'aws-bedrock-converse': 'bedrock',
    'azure-openai': 'azure',
    'azure-open-ai': 'azure',
    azureopenai: 'azure',
    'azure-ai': 'azure',
    'az-ai-openai': 'azure',
    'az-ai-inference': 'azure',
    'azure-ai-openai': 'azure',
    'azure-ai-inference': 'azure',
    'microsoft-foundry': 'azure',
    'azure-ai-foundry': 'azure',
    'azure-text': 'azure',
    mistralai: 'mistral',
    'mistral-ai': 'mistral',
    xai: 'x-ai',
    grok: 'x-ai',
    perplexityai: 'perplexity',
    'perplexity-ai': 'perplexity',
    'deepseek-ai': 'deepseek',
    'together-ai': 'together',
    togetherai: 'together',
    'fireworks-ai': 'fireworks',
    moonshot: 'moonshotai',
    'moonshot-ai': 'moonshotai',
    voyage: 'voyageai',
    'voyage-ai': 'voyageai',
    amazon: 'aws',
    'amazon-web-services': 'aws',
    'eleven-labs': 'elevenlabs',
    '11labs': 'elevenlabs',
    'fal-ai': 'fal',
    'fly-io': 'fly',
    flyio: 'fly',
    'temporal-cloud': 'temporal',
    cf: 'cloudflare',
    'cloudflare-workers': 'cloudflare',
    'cloudflare-workers-ai': 'cloudflare',
    'workers-ai': 'cloudflare',
    'aws-lambda': 'aws',
    'aws-s3': 'aws',
    'aws-ses': 'aws',
    'aws-sqs': 'aws',
    'aws-dynamodb': 'aws',
    'pika-labs': 'pika',
    'stability-ai': 'stability',
    stabilityai: 'stability',
    zai: 'z-ai',
    'assembly-ai': 'assemblyai',
    'kling-ai': 'kling',
    klingai: 'kling',
    'luma-ai': 'luma',
    lumaai: 'luma',
    runwayml: 'runway',
    'runway-ml': 'runway',
    'exa-ai': 'exa',
    'alibaba-cloud': 'alibaba',
    aliyun: 'alibaba',
    dashscope: 'alibaba',
    qwen: 'alibaba',
  }),
);

/** The catalogue's name of a provider: lower case, `-` for `_`, `.`, `/` and blanks, aliases resolved. */
export function canonicalProvider(provider: string): string {
  const plain = provider
    .trim()
    .toLowerCase()
    .replace(/[\s_./]+/g, '-');
  if (CATALOGUE_PROVIDERS.has(plain)) return plain;
  return ALIASES.get(plain) ?? ofSdk(plain) ?? plain;
}

/** What SDKs write behind a provider for the sort of its models: `openai.responses`, `vertex_ai-mistral_models`. */
const SDK_PART =
  /-(?:chat|messages|responses|completion|completions|embedding|embeddings|image|speech|transcription|models)$/;

function ofSdk(plain: string): string | undefined {
  if (/^vertex-ai-[a-z0-9-]+-models$/.test(plain)) return 'google';
  const bare = plain.replace(SDK_PART, '');
  if (bare === plain) return undefined;
  return ALIASES.get(bare) ?? (CATALOGUE_PROVIDERS.has(bare) || GATEWAYS.has(bare) ? bare : undefined);
}

/** Providers of the catalogue; a test holds this list against the price data. */
export const CATALOGUE_PROVIDERS: ReadonlySet<string> = new Set([
  'alibaba',
  'anthropic',
  'assemblyai',
  'aws',
  'azure',
  'bedrock',
  'cartesia',
  'cerebras',
  'cloudflare',
  'cohere',
  'deepgram',
  'deepseek',
  'elevenlabs',
  'exa',
  'fal',
  'fireworks',
  'fly',
  'google',
  'groq',
  'kling',
  'luma',
  'minimax',
  'mistral',
  'moonshotai',
  'openai',
  'perplexity',
  'pika',
  'replicate',
  'runway',
  'serper',
  'stability',
  'tavily',
  'temporal',
  'together',
  'voyageai',
  'x-ai',
  'z-ai',
]);

/**
 * The provider as the ledger keeps it: a name or alias of a provider of the catalogue in lower case, so that
 * `OpenAI` and `openai` are one key of totals, and every other name as it came. Aliases stay what they are:
 * who sends `aws-bedrock` finds `aws-bedrock`. Prices of one's own do not count as known, since they come and go.
 */
export function keptProvider(provider: string): string {
  const lower = provider.toLowerCase();
  if (lower === provider) return provider;
  return CATALOGUE_PROVIDERS.has(canonicalProvider(provider)) ? lower : provider;
}

/**
 * Whose prices to look at when the provider's own rows do not know the model. Azure sells DeepSeek at prices of its
 * own, by no hour of the day.
 */
const RESOLD: ReadonlyMap<string, readonly string[]> = new Map([
  ['azure', ['openai', 'anthropic', 'x-ai', 'mistral', 'cohere']],
  ['google', ['anthropic', 'mistral']],
  ['aws', ['bedrock']],
]);

/** Clouds that run the models that they resell: where a maker points a name to another model, theirs stays. */
const HOSTS = new Set(['azure', 'google']);

/** Whether a provider runs the models of others itself, so that names that these redirect are not redirected there. */
export function isHost(provider: string): boolean {
  return HOSTS.has(provider);
}

/** Gateways that pass list prices on; their model names start with the provider: `openai/gpt-4o`. */
const GATEWAYS = new Set([
  'openrouter',
  'litellm',
  'vercel',
  'gateway',
  'portkey',
  'helicone',
  'cloudflare-ai-gateway',
]);

/** The provider and those whose list prices it passes on, in order. */
export function providersToAsk(provider: string, model: string): readonly string[] {
  const path = GATEWAYS.has(provider) ? model.split('/').filter((part) => !GATEWAYS.has(part)) : [];
  const named = path.length > 1 ? [canonicalProvider(path[0] ?? '')] : [];
  return [provider, ...(RESOLD.get(provider) ?? []), ...named];
}
