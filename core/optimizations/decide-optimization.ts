import { changeForm, type FormPorts } from '../budgets/change-form.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import type { Instant } from '../time/ledger-time.ts';
import type { OptimizationState, OptimizationStore, DegradeChange } from './optimization-state.ts';

export interface DecidePorts {
  readonly optimizations: OptimizationStore;
  readonly budgets: FormPorts;
}

/** Who decides what about which optimization. */
export interface Decision {
  readonly id: string;
  readonly status: 'applied' | 'rejected';
  readonly by: string;
  readonly at: Instant;
  readonly note?: string | undefined;
}

/**
 * Applies or rejects an optimization. Applying a change of model makes `degrade` hand the cheaper model back; rejecting
 * it later undoes that. Deciding the same again changes nothing. Throws NotFoundError for one that is not
 * in the list, ConflictError when another request decided at the same moment.
 */
export async function decideOptimization(
  { id, ...decision }: Decision,
  list: readonly OptimizationState[],
  ports: DecidePorts,
): Promise<OptimizationState> {
  const state = list.find(({ optimization }) => optimization.id === id);
  if (!state)
    throw new NotFoundError(`there is no optimization "${id}" any more: GET /optimizations lists it`);
  if (state.status === decision.status) return state;
  const degrade = decision.status === 'applied' ? await degradeOf(state, ports) : state.degrade;
  const decided: OptimizationState = {
    ...state,
    status: decision.status,
    foundAt: state.foundAt ?? decision.at,
    decidedAt: decision.at,
    decidedBy: decision.by,
    note: decision.note,
    degrade,
  };
  if (!(await ports.optimizations.save(decided))) {
    throw new ConflictError(`optimization "${id}" was decided at the same moment: read it again`);
  }
  if (degrade) await changeDegrade(degrade, decision, ports);
  return { ...decided, revision: state.revision + 1 };
}

async function degradeOf(
  { optimization: { action } }: OptimizationState,
  { budgets }: DecidePorts,
): Promise<DegradeChange | undefined> {
  if (action.type !== 'switch-model' || action.toModel === undefined) return undefined;
  const { form } = await budgets.books.current();
  return { model: action.model, to: action.toModel, before: form.degradeTo[action.model] };
}

/** An undo leaves alone what was changed since. */
async function changeDegrade(
  { model, to, before }: DegradeChange,
  { status, by, at }: Omit<Decision, 'id'>,
  { budgets }: DecidePorts,
): Promise<void> {
  const { degradeTo } = (await budgets.books.current()).form;
  const wanted = status === 'applied' ? to : before;
  if (status === 'rejected' && degradeTo[model] !== to) return;
  const { [model]: _now, ...others } = degradeTo;
  const changed = wanted === undefined ? others : { ...others, [model]: wanted };
  await changeForm({ degradeTo: changed }, by, at, budgets);
}
