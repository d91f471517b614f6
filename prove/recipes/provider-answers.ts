/** What of a request its answer follows. */
export interface Asked {
  readonly model?: string;
  readonly stream?: boolean;
  readonly input?: unknown;
  readonly encoding_format?: string;
  readonly tools?: readonly { readonly name?: string }[];
  readonly stream_options?: { readonly include_usage?: boolean };
}

const CHAT_USAGE = {
  prompt_tokens: 1000,
  completion_tokens: 50,
  total_tokens: 1050,
  prompt_tokens_details: { cached_tokens: 200, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 0,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
};
const RESPONSE_USAGE = {
  input_tokens: 1000,
  input_tokens_details: { cached_tokens: 200 },
  output_tokens: 50,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 1050,
};

const TEXT = 'Once there was a fox.';

let made = 0;
const newId = (prefix: string): string => `${prefix}_${(made += 1)}`;

/** Events of a stream as a body: `[name, data]`, names where the protocol has them. */
function streamOf(events: readonly (readonly [name: string | undefined, data: unknown])[]): string {
  return events
    .map(([name, data]) => {
      const line = typeof data === 'string' ? data : JSON.stringify(data);
      return `${name === undefined ? '' : `event: ${name}\n`}data: ${line}\n\n`;
    })
    .join('');
}

/** A chat completion, or its stream as a body. */
export function answerChat({ model, stream, stream_options: options }: Asked): unknown {
  const head = { id: newId('chatcmpl'), created: 1764000000, model: `${model}-2024-07-18` };
  const content = TEXT;
  if (stream !== true) {
    const message = { role: 'assistant', content, refusal: null, annotations: [] };
    const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
    return { ...head, object: 'chat.completion', choices, usage: CHAT_USAGE, service_tier: 'default' };
  }
  const piece = (delta: object, reason: string | null) => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
    ...(options?.include_usage === true ? { usage: null } : {}),
  });
  const last = { ...head, object: 'chat.completion.chunk', choices: [], usage: CHAT_USAGE };
  return streamOf([
    [undefined, piece({ role: 'assistant', content: '' }, null)],
    [undefined, piece({ content }, null)],
    [undefined, piece({}, 'stop')],
    ...(options?.include_usage === true ? [[undefined, last] as const] : []),
    [undefined, '[DONE]'],
  ]);
}

/** What a model with tools says first is a call of the first one; then, and without tools, it writes. */
function outputItem({ input, tools = [] }: Asked) {
  const name = tools[0]?.name;
  if (name === undefined || JSON.stringify(input).includes('function_call_output')) {
    const content = [{ type: 'output_text', text: TEXT, annotations: [], logprobs: [] }];
    return { id: newId('msg'), type: 'message', status: 'completed', role: 'assistant', content };
  }
  const call = { call_id: newId('call'), name, arguments: '{"city":"Rome"}' };
  return { id: newId('fc'), type: 'function_call', status: 'completed', ...call };
}

/** A response, or the events of its stream as a body. */
export function answerResponse(asked: Asked): unknown {
  const item = outputItem(asked);
  const whole = {
    id: newId('resp'),
    object: 'response',
    created_at: 1764000000,
    status: 'completed',
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    model: `${asked.model}-2024-07-18`,
    output: [item],
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    service_tier: 'default',
    store: true,
    temperature: 1,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: asked.tools ?? [],
    top_p: 1,
    truncation: 'disabled',
    usage: RESPONSE_USAGE,
    user: null,
    metadata: {},
  };
  return asked.stream === true ? responseStream(whole, item) : whole;
}

function responseStream(whole: object, item: ReturnType<typeof outputItem>): string {
  const begun = { ...whole, status: 'in_progress', output: [], usage: null };
  const part = { type: 'output_text', text: '', annotations: [], logprobs: [] };
  const at = { item_id: item.id, output_index: 0, content_index: 0 };
  const events: (readonly [string, object])[] = [
    ['response.created', { response: begun }],
    ['response.in_progress', { response: begun }],
    [
      'response.output_item.added',
      { output_index: 0, item: { ...item, status: 'in_progress', content: [] } },
    ],
    ['response.content_part.added', { ...at, part }],
    ['response.output_text.delta', { ...at, delta: TEXT, logprobs: [] }],
    ['response.output_text.done', { ...at, text: TEXT, logprobs: [] }],
    ['response.output_item.done', { output_index: 0, item }],
    ['response.completed', { response: whole }],
  ];
  return streamOf(events.map(([type, data], number) => [type, { type, sequence_number: number, ...data }]));
}

/** A vector for each text. */
export function answerEmbeddings({ model, encoding_format: format, input }: Asked): unknown {
  const vector = [0.25, -0.5, 0.125];
  const bytes = Buffer.from(new Float32Array(vector).buffer).toString('base64');
  const data = (Array.isArray(input) ? input : [input]).map((_, index) => ({
    object: 'embedding',
    index,
    embedding: format === 'base64' ? bytes : vector,
  }));
  return { object: 'list', data, model, usage: { prompt_tokens: 40, total_tokens: 40 } };
}

/** Anthropic's message. */
export function answerMessage({ model }: Asked): unknown {
  return {
    id: newId('msg'),
    type: 'message',
    role: 'assistant',
    model,
    content: [{ type: 'text', text: TEXT }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: 100,
      cache_creation_input_tokens: 1000,
      cache_read_input_tokens: 0,
      cache_creation: { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 0 },
      output_tokens: 20,
      service_tier: 'standard',
    },
  };
}
