import { describe, expect, it } from 'vitest';
import { aiSdkFees, aiSdkProblems, aiSdkSessions } from '../../providers/ai-sdk-fees.ts';

const call = (toolName: string, toolCallId = toolName, more = {}) => ({
  type: 'tool-call',
  toolCallId,
  toolName,
  providerExecuted: true,
  ...more,
});

const ran = (toolCallId: string, container: string) =>
  call('code_interpreter', toolCallId, { input: JSON.stringify({ code: '1', containerId: container }) });

describe('fees of tools in the AI SDK', () => {
  it('are those of calls that the provider ran', () => {
    const content = [
      call('web_search'),
      call('file_search'),
      call('web_search', 'own', { providerExecuted: false }),
      call('getWeather'),
      { type: 'text', text: 'x' },
    ];
    expect(aiSdkFees(content, undefined, {}, 'gpt-5.1')).toEqual({ web_searches: 1, storage_searches: 1 });
  });

  it('leave out calls that only opened a page', () => {
    const result = { type: 'tool-result', toolCallId: 'b', result: { action: { type: 'openPage' } } };
    expect(
      aiSdkFees([call('web_search', 'a'), call('web_search', 'b'), result], undefined, {}, 'gpt-5'),
    ).toEqual({
      web_searches: 1,
    });
  });

  it('are what Anthropic counted, once', () => {
    const usage = { raw: { server_tool_use: { web_search_requests: 3 } } };
    expect(aiSdkFees([call('web_search')], undefined, usage, 'claude-sonnet-4-5')).toEqual({
      web_searches: 3,
    });
  });

  it("are Google's by prompt or by query", () => {
    const metadata = { google: { groundingMetadata: { webSearchQueries: ['a', 'b'] } } };
    expect(aiSdkFees([], metadata, {}, 'gemini-2.5-flash')).toEqual({ web_searches: 1 });
    expect(aiSdkFees([], metadata, {}, 'gemini-3-pro-preview')).toEqual({ web_searches: 2 });
    const images = { google: { groundingMetadata: { webSearchQueries: ['a'], imageSearchQueries: ['a'] } } };
    expect(aiSdkFees([], images, {}, 'gemini-3.1-flash-image-preview')).toEqual({ web_searches: 2 });
  });

  it('are what xAI counted, searches of X too', () => {
    const usage = { raw: { server_side_tool_usage_details: { web_search_calls: 2, x_search_calls: 1 } } };
    expect(aiSdkFees([call('web_search')], undefined, usage, 'grok-4.3')).toEqual({ web_searches: 3 });
  });

  it('are a session for each container that ran code', () => {
    const content = [ran('a', 'cntr_1'), ran('b', 'cntr_1'), ran('c', 'cntr_2')];
    expect(aiSdkFees(content, undefined, {}, 'gpt-5.1')).toEqual({});
    const [first, second, third] = aiSdkSessions(content, 0);
    expect([first, second, third]).toEqual(['session/cntr_1', 'session/cntr_1', 'session/cntr_2']);
  });

  it('are not known of images that a tool made', () => {
    expect(aiSdkProblems([call('image_generation'), call('web_search')])).toEqual([
      'what 1 images made by a tool cost is not told',
    ]);
    expect(aiSdkProblems([call('web_search')])).toEqual([]);
  });
});
