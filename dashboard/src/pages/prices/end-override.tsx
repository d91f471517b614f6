import { PRICED_READS } from './priced-reads.ts';
import { type FormEvent, useState } from 'react';
import type { OverrideAnswer, Price } from '../../api/types.ts';
import { useWrite } from '../../api/use-write.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { FieldErrors } from '../../parts/field-errors.tsx';
import { TextField } from '../../parts/fields.tsx';
import { addDays, clockNow, dayOf } from '../../state/days.ts';

/** Ends a price of one's own on a day; what it priced before stays as it is. */
export function EndOverride({ price, onClose }: { readonly price: Price; readonly onClose: () => void }) {
  const [day, setDay] = useState(() => addDays(dayOf(clockNow()), 1));
  const end = useWrite<OverrideAnswer>({
    done: `The price ends on ${day}; then the catalogue’s counts again.`,
    refresh: PRICED_READS,
    onDone: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    end.mutate({
      method: 'PUT',
      path: `/prices/${encodeURIComponent(price.id)}`,
      body: { effectiveTo: day },
    });
  };
  return (
    <Dialog title={`End the price of ${price.unit}?`} onClose={onClose}>
      <FieldErrors error={end.error}>
        <form className="form" onSubmit={submit}>
          <p>
            {price.sku} costs ${price.unitPriceUsd} for {price.per} until that day begins. What was priced
            before stays as it is.
          </p>
          <TextField label="Ends on" name="effectiveTo" type="date" required value={day} onChange={setDay} />
          <div className="dialog-actions">
            <button type="button" className="button" onClick={onClose}>
              Cancel
            </button>
            <button type="submit" className="button button-danger" disabled={end.isPending}>
              End it
            </button>
          </div>
        </form>
      </FieldErrors>
    </Dialog>
  );
}
