import { amountText } from '../../providers/reported-cost.ts';
import { fieldOf, listOf, textField, VIA } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { Endpoint } from './billable-call.ts';
import { seenOnce } from './seen-once.ts';

/** More tasks under way than this are forgotten: a result fetched later then names no model. */
const MOST_TASKS = 10_000;
const LOOK = 'getResponse';
/** What only keeps a file for later tasks is free, and its answer has the file's id. */
const UPLOADS: ReadonlySet<string> = new Set(['imageUpload', 'mediaStorage']);
/** The result's own id, by what it is. */
const RESULT_IDS = ['imageUUID', 'videoUUID', 'audioUUID', 'mediaUUID'];

function billedBy(taskType: string, isText: boolean): Pick<UsageDraft, 'service' | 'usage'> {
  if (isText) return { service: taskType.startsWith('text') ? 'llm' : 'other', usage: { requests: 1 } };
  if (taskType.startsWith('image') || taskType.startsWith('photo')) {
    return { service: 'image', usage: { images: 1 } };
  }
  const service = taskType.startsWith('video') ? 'video' : taskType.startsWith('audio') ? 'tts' : 'other';
  return { service, usage: { requests: 1 } };
}

/** True for a task that bills nothing by itself. */
function isFree(task: unknown): boolean {
  const taskType = textField(task, 'taskType') ?? '';
  return taskType === LOOK || UPLOADS.has(taskType);
}

/**
 * Results of an answer, each with an id: its own, or the task's for a text (a caption, a chat), which has none. Of
 * several texts of one task the later ones are numbered.
 */
function namedResults(answer: unknown): { result: unknown; task: string; id: string }[] {
  const texts = new Map<string, number>();
  return listOf(answer, 'data').flatMap((result) => {
    const task = textField(result, 'taskUUID') ?? '';
    const own = RESULT_IDS.map((name) => textField(result, name)).find((one) => one !== undefined);
    if (own !== undefined) return [{ result, task, id: `${task}/${own}` }];
    const isText =
      textField(result, 'text') !== undefined || amountText(fieldOf(result, 'cost')) !== undefined;
    if (!isText || task === '') return [];
    const before = texts.get(task) ?? 0;
    texts.set(task, before + 1);
    return [{ result, task, id: before === 0 ? task : `${task}/${before}` }];
  });
}

/**
 * Runware, whose requests and answers are lists of tasks: each result is an event, by what it says it cost. It says so
 * where the task asks for it (`includeCost`), and is `unpriced` else.
 */
export function runwareEndpoint(): Endpoint {
  const models = new Map<string, string>();
  const isNew = seenOnce();

  function resultDraft({ result, task, id }: ReturnType<typeof namedResults>[number]): UsageDraft[] {
    const taskType = textField(result, 'taskType') ?? '';
    // A task that was taken, or is under way, has no result.
    if (UPLOADS.has(taskType) || (textField(result, 'status') ?? 'success') !== 'success') return [];
    if (!isNew(id)) return [];
    const reported = amountText(fieldOf(result, 'cost'));
    return [
      {
        id: `runware/${id}`,
        via: VIA,
        provider: 'runware',
        model: models.get(task) ?? textField(result, 'model') ?? 'unknown',
        ...billedBy(taskType, textField(result, 'text') !== undefined),
        ...(reported === undefined ? {} : { reportedCostUsd: reported }),
      },
    ];
  }

  return ({ method, body }) => {
    if (method !== 'POST') return undefined;
    // None where the body is that of a `Request`, which is read later.
    const tasks = Object.values(body).filter((task) => textField(task, 'taskType') !== undefined);
    for (const task of tasks) {
      const [id, model] = [textField(task, 'taskUUID'), textField(task, 'model')];
      if (models.size >= MOST_TASKS) models.clear();
      if (id !== undefined && model !== undefined) models.set(id, model);
    }
    return {
      base: { provider: 'runware', model: textField(tasks[0], 'model') ?? 'unknown' },
      silent: tasks.length > 0 && tasks.every(isFree),
      fromAnswer: (answer) => namedResults(answer).flatMap(resultDraft),
    };
  };
}
