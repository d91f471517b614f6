/**
 * One span of a chat completion as an exporter sends it. The bytes were made by the classes of the Python package
 * opentelemetry-proto 1.45.0, and the JSON by protobuf's own mapping with ids in hex, as OTLP wants them.
 */
export const EXPORT_PROTOBUF = [
  'CvQFChwKGgoMc2VydmljZS5uYW1lEgoKCGNoZWNrb3V0EtMFCikKJ29wZW50ZWxlbWV0cnkuaW5zdHJ1bWVudGF0aW9uLm9wZW5h',
  'aV92MhKlBQoQCvdlGRbNQ92ESOshHIAxnBIIt61rcWkgMzEiCADwZ6oLqQK3KhBjaGF0IGdwdC00by1taW5pMAM5wOiDu1u56RhB',
  'FRDzFFy56RhKIAoUZ2VuX2FpLnByb3ZpZGVyLm5hbWUSCAoGb3BlbmFpSh8KFWdlbl9haS5vcGVyYXRpb24ubmFtZRIGCgRjaGF0',
  'SiUKFGdlbl9haS5yZXF1ZXN0Lm1vZGVsEg0KC2dwdC00by1taW5pSjEKFWdlbl9haS5yZXNwb25zZS5tb2RlbBIYChZncHQtNG8t',
  'bWluaS0yMDI0LTA3LTE4Sj0KEmdlbl9haS5yZXNwb25zZS5pZBInCiVjaGF0Y21wbC1DR21aMXZYN3lxa1RuUndFNHVQYjBzTGRI',
  'YUppSiAKGWdlbl9haS51c2FnZS5pbnB1dF90b2tlbnMSAxjoB0orCiRnZW5fYWkudXNhZ2UuY2FjaGVfcmVhZC5pbnB1dF90b2tl',
  'bnMSAxjIAUohChpnZW5fYWkudXNhZ2Uub3V0cHV0X3Rva2VucxIDGNQCSicKGmdlbl9haS5yZXF1ZXN0LnRlbXBlcmF0dXJlEgkh',
  'AAAAAAAA4D9KGwoVZ2VuX2FpLnJlcXVlc3Quc3RyZWFtEgIQAEoXCgplbmR1c2VyLmlkEgkKB3VzZXItNDJKIgoWZ2VuX2FpLmNv',
  'bnZlcnNhdGlvbi5pZBIICgZjb252LTdKFgoKc2Vzc2lvbi5pZBIICgZzZXNzLTNKLAoeZ2VuX2FpLnJlc3BvbnNlLmZpbmlzaF9y',
  'ZWFzb25zEgoqCAoGCgRzdG9wSiIKBm5lc3RlZBIYMhYKFAoFaW5uZXISCxj9//////////8BWhgJAQAAAAAAAAASDWdlbl9haS5j',
  'aG9pY2V6AhgB',
].join('');

/** The same request as OTLP/JSON. */
export const EXPORT_JSON = {
  resourceSpans: [
    {
      resource: {
        attributes: [
          {
            key: 'service.name',
            value: {
              stringValue: 'checkout',
            },
          },
        ],
      },
      scopeSpans: [
        {
          scope: {
            name: 'opentelemetry.instrumentation.openai_v2',
          },
          spans: [
            {
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: 'b7ad6b7169203331',
              parentSpanId: '00f067aa0ba902b7',
              name: 'chat gpt-4o-mini',
              kind: 3,
              startTimeUnixNano: '1795169730123000000',
              endTimeUnixNano: '1795169731623456789',
              attributes: [
                {
                  key: 'gen_ai.provider.name',
                  value: {
                    stringValue: 'openai',
                  },
                },
                {
                  key: 'gen_ai.operation.name',
                  value: {
                    stringValue: 'chat',
                  },
                },
                {
                  key: 'gen_ai.request.model',
                  value: {
                    stringValue: 'gpt-4o-mini',
                  },
                },
                {
                  key: 'gen_ai.response.model',
                  value: {
                    stringValue: 'gpt-4o-mini-2024-07-18',
                  },
                },
                {
                  key: 'gen_ai.response.id',
                  value: {
                    stringValue: 'chatcmpl-CGmZ1vX7yqkTnRwE4uPb0sLdHaJi',
                  },
                },
                {
                  key: 'gen_ai.usage.input_tokens',
                  value: {
                    intValue: '1000',
                  },
                },
                {
                  key: 'gen_ai.usage.cache_read.input_tokens',
                  value: {
                    intValue: '200',
                  },
                },
                {
                  key: 'gen_ai.usage.output_tokens',
                  value: {
                    intValue: '340',
                  },
                },
                {
                  key: 'gen_ai.request.temperature',
                  value: {
                    doubleValue: 0.5,
                  },
                },
                {
                  key: 'gen_ai.request.stream',
                  value: {
                    boolValue: false,
                  },
                },
                {
                  key: 'enduser.id',
                  value: {
                    stringValue: 'user-42',
                  },
                },
                {
                  key: 'gen_ai.conversation.id',
                  value: {
                    stringValue: 'conv-7',
                  },
                },
                {
                  key: 'session.id',
                  value: {
                    stringValue: 'sess-3',
                  },
                },
                {
                  key: 'gen_ai.response.finish_reasons',
                  value: {
                    arrayValue: {
                      values: [
                        {
                          stringValue: 'stop',
                        },
                      ],
                    },
                  },
                },
                {
                  key: 'nested',
                  value: {
                    kvlistValue: {
                      values: [
                        {
                          key: 'inner',
                          value: {
                            intValue: '-3',
                          },
                        },
                      ],
                    },
                  },
                },
              ],
              events: [
                {
                  timeUnixNano: '1',
                  name: 'gen_ai.choice',
                },
              ],
              status: {
                code: 1,
              },
            },
          ],
        },
      ],
    },
  ],
};
