import { amountText } from '../../providers/reported-cost.ts';
import { fieldOf, listOf, textField } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { Endpoint } from './billable-call.ts';
import { seenOnce } from './seen-once.ts';

/** More tasks under way than this are forgotten: a result fetched later then names no model. */
const MOST_TASKS = 10_000;
const LOOK = 'getResponse';
/** The result's own id, by what it is. */
const RESULT_IDS = ['imageUUID', 'videoUUID', 'audioUUID', 'mediaUUID'];

function billedBy(taskType: string): Pick<UsageDraft, 'service' | 'usage'> {
  if (taskType.startsWith('image') || taskType.startsWith('photo')) {
    return { service: 'image', usage: { images: 1 } };
  }
  const service = taskType.startsWith('video') ? 'video' : taskType.startsWith('audio') ? 'tts' : 'other';
  return { service, usage: { requests: 1 } };
}

/**
 * Runware, whose requests and answers are lists of tasks: each result is an event, by what it says it cost. It says so
 * where the task asks for it (`includeCost`), and is `unpriced` else.
 */
export function runwareEndpoint(): Endpoint {
  const models = new Map<string, string>();
  const isNew = seenOnce();

  function resultDraft(result: unknown): UsageDraft[] {
    const task = textField(result, 'taskUUID') ?? '';
    const taskType = textField(result, 'taskType') ?? '';
    const id = RESULT_IDS.map((name) => textField(result, name)).find((own) => own !== undefined);
    // A task that was taken, or is under way, has no result.
    if (id === undefined || (textField(result, 'status') ?? 'success') !== 'success') return [];
    if (!isNew(`${task}/${id}`)) return [];
    const reported = amountText(fieldOf(result, 'cost'));
    return [
      {
        id: `runware/${task}/${id}`,
        provider: 'runware',
        model: models.get(task) ?? textField(result, 'model') ?? 'unknown',
        ...billedBy(taskType),
        ...(reported === undefined ? {} : { reportedCostUsd: reported }),
      },
    ];
  }

  return ({ method, body }) => {
    const tasks = Object.values(body).filter((task) => textField(task, 'taskType') !== undefined);
    if (method !== 'POST' || tasks.length === 0) return undefined;
    for (const task of tasks) {
      const [id, model] = [textField(task, 'taskUUID'), textField(task, 'model')];
      if (models.size >= MOST_TASKS) models.clear();
      if (id !== undefined && model !== undefined) models.set(id, model);
    }
    return {
      base: { provider: 'runware', model: textField(tasks[0], 'model') ?? 'unknown' },
      silent: tasks.every((task) => textField(task, 'taskType') === LOOK),
      fromAnswer: (answer) => listOf(answer, 'data').flatMap(resultDraft),
    };
  };
}
