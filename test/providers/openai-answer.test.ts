import { describe, expect, it } from 'vitest';
import { readOpenAiAnswer, unwrapOpenAi } from '../../providers/openai-answer.ts';

const RESPONSE = {
  object: 'response',
  model: 'gpt-5.5',
  text: { format: { type: 'text' } },
  usage: { input_tokens: 1820, output_tokens: 210, total_tokens: 2030 },
};
const CHAT = { object: 'chat.completion', model: 'm', choices: [{ message: { content: 'x' } }] };

const searchCall = (action: object | undefined, status = 'completed') => ({
  type: 'web_search_call',
  status,
  action,
});

const codeCall = (container_id: string) => ({ type: 'code_interpreter_call', container_id });

function usageOf(answer: unknown, asked = {}) {
  return readOpenAiAnswer(answer, asked).map(({ reading, model }) => [
    model,
    reading.kind === 'rejected' ? reading.problems : reading.usage,
  ]);
}

function tools(tool_usage: object, ...output: object[]) {
  return usageOf({ ...RESPONSE, tool_usage, output });
}

describe('what a response bills', () => {
  it('is no transcript, though it has a text', () => {
    expect(readOpenAiAnswer(RESPONSE)[0]?.service).toBe('llm');
    expect(usageOf(RESPONSE)).toEqual([[undefined, { input_tokens: 1820, output_tokens: 210 }]]);
  });

  it('counts searches, not pages that were opened, searched through, or not reached', () => {
    const output = [
      searchCall({ type: 'search' }),
      searchCall({ type: 'open_page' }),
      searchCall({ type: 'find_in_page' }),
      searchCall({ type: 'search' }, 'failed'),
      searchCall(undefined),
    ];
    expect(usageOf({ ...RESPONSE, output })[0]?.[1]).toMatchObject({ web_searches: 2 });
  });

  it('counts file searches, and each container once', () => {
    const output = [{ type: 'file_search_call' }, codeCall('a'), codeCall('a'), codeCall('b')];
    const [own, ...sessions] = readOpenAiAnswer({ ...RESPONSE, output });
    expect(own?.reading).toMatchObject({ usage: { storage_searches: 1 } });
    expect(sessions.map(({ session, reading }) => [session, reading])).toEqual(
      ['a', 'b'].map((id) => [`session/${id}`, { kind: 'usage', usage: { sessions: 1 }, attributes: {} }]),
    );
  });

  it('has the images of a tool at the prices of their model', () => {
    const tool_usage = { image_gen: { input_tokens: 10, output_tokens: 7024 } };
    const tools = [{ type: 'image_generation', model: 'gpt-image-1' }];
    expect(usageOf({ ...RESPONSE, tool_usage, tools })).toEqual([
      [undefined, { input_tokens: 1820, output_tokens: 210 }],
      ['gpt-image-1', { input_tokens: 10, output_image_tokens: 7024 }],
    ]);
  });

  it('is uncertain where it made an image and does not tell what that used', () => {
    const [part] = readOpenAiAnswer({ ...RESPONSE, output: [{ type: 'image_generation_call' }] });
    expect(part?.reading).toMatchObject({
      kind: 'uncertain',
      usage: { input_tokens: 1820, output_tokens: 210 },
    });
  });

  it("has the calls of xAI's tools from the usage", () => {
    const told = {
      web_search_calls: 2,
      x_search_calls: 1,
      code_interpreter_calls: 1,
      document_search_calls: 3,
    };
    const usage = { ...RESPONSE.usage, server_side_tool_usage_details: told };
    expect(usageOf({ ...RESPONSE, usage })[0]?.[1]).toMatchObject({
      web_searches: 3,
      storage_searches: 3,
      sessions: 1,
    });
  });
});

describe('what other answers bill', () => {
  it('is found where Groq and Moonshot put the usage of streams', () => {
    const usage = { prompt_tokens: 5, completion_tokens: 2 };
    const parts = [[undefined, { input_tokens: 5, output_tokens: 2 }]];
    expect(usageOf({ ...CHAT, x_groq: { usage } })).toEqual(parts);
    expect(usageOf({ ...CHAT, choices: [{ delta: {}, usage }] })).toEqual(parts);
  });

  it('is each model that a system of models used', () => {
    const models = [
      { model: 'llama-3.3-70b-versatile', usage: { prompt_tokens: 7, completion_tokens: 1 } },
      { model: 'openai/gpt-oss-120b', usage: { prompt_tokens: 9, completion_tokens: 3 } },
    ];
    expect(usageOf({ ...CHAT, usage: { prompt_tokens: 16 }, usage_breakdown: { models } })).toEqual([
      ['llama-3.3-70b-versatile', { input_tokens: 7, output_tokens: 1 }],
      ['openai/gpt-oss-120b', { input_tokens: 9, output_tokens: 3 }],
    ]);
  });

  it('is the search of a model that always searches', () => {
    const usage = { prompt_tokens: 20, completion_tokens: 300 };
    expect(usageOf({ ...CHAT, model: 'gpt-4o-search-preview', usage })[0]?.[1]).toMatchObject({
      web_searches: 1,
    });
  });

  it('is the length of a transcript, and unknown of plain text', () => {
    expect(usageOf({ text: 'hello', duration: 61.5 })).toEqual([[undefined, { audio_seconds: '61.5' }]]);
    expect(usageOf('hello', { service: 'stt' })[0]?.[1]).toEqual(['the transcript does not tell its usage']);
  });

  it('is the pages of a document that was read', () => {
    expect(usageOf({ pages: [], usage_info: { pages_processed: 3 } })).toEqual([[undefined, { pages: 3 }]]);
  });
});

describe('an answer inside something', () => {
  it('is that of a realtime event, or of a line of a batch', () => {
    const response = { object: 'realtime.response', usage: { input_tokens: 1, output_tokens: 2 } };
    expect(unwrapOpenAi({ type: 'response.done', response })).toEqual({ answer: response, batch: false });
    const body = { object: 'chat.completion' };
    expect(unwrapOpenAi({ id: 'batch_req_1', response: { status_code: 200, body } })).toEqual({
      answer: body,
      batch: true,
    });
    expect(unwrapOpenAi(CHAT)).toEqual({ answer: CHAT, batch: false });
  });
});

describe('what a realtime session transcribes', () => {
  const event = { type: 'conversation.item.input_audio_transcription.completed', transcript: 'x' };

  it('is billed by the model of transcripts, in tokens or by the second', () => {
    const tokens = {
      type: 'tokens',
      input_tokens: 13,
      output_tokens: 9,
      input_token_details: { audio_tokens: 13 },
    };
    expect(usageOf({ ...event, usage: tokens })).toEqual([
      [undefined, { input_audio_tokens: 13, output_tokens: 9 }],
    ]);
    const duration = { ...event, usage: { type: 'duration', seconds: 4.5 } };
    expect(usageOf(duration)).toEqual([[undefined, { audio_seconds: '4.5' }]]);
    expect(readOpenAiAnswer(duration)[0]?.service).toBe('stt');
  });
});

describe('what tools of a response bill', () => {
  it('is nothing where they are named with counts of 0', () => {
    expect(
      tools({ image_gen: { output_tokens: 0, total_tokens: 0 }, web_search: { num_requests: 0 } }),
    ).toEqual([[undefined, { input_tokens: 1820, output_tokens: 210 }]]);
  });

  it('is as many searches as the response itself counts', () => {
    const calls = [searchCall({ type: 'search' }), searchCall({ type: 'search' })];
    expect(tools({ web_search: { num_requests: 1 } }, ...calls)).toEqual([
      [undefined, { input_tokens: 1820, output_tokens: 210, web_searches: 1 }],
    ]);
  });

  it('is one session for each container, of the interpreter or the shell, and no search that failed', () => {
    const shell = { type: 'shell_call', environment: { type: 'container_reference', container_id: 'c2' } };
    const failed = { type: 'file_search_call', status: 'failed' };
    expect(tools({}, codeCall('c1'), shell, shell, failed)).toEqual([
      [undefined, { input_tokens: 1820, output_tokens: 210 }],
      [undefined, { sessions: 1 }],
      [undefined, { sessions: 1 }],
    ]);
  });
});
