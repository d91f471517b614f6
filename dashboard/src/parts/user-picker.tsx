import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useId } from 'react';
import { shownUserId } from '../../../contracts/system-user.ts';
import type { SearchAnswer } from '../api/types.ts';
import { useApi } from './context.tsx';

interface UserPickerProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (userId: string) => void;
}

/** A user by a part of their name or id; those who fit are offered with both. */
export function UserPicker({ label, value, onChange }: UserPickerProps) {
  const id = useId();
  const users = useFoundUsers(value);
  return (
    <label className="select">
      {label}
      <input
        type="text"
        required
        maxLength={256}
        list={id}
        autoComplete="off"
        placeholder="A name or an id"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      <datalist id={id}>
        {users.map(({ userId, name }) => (
          <option key={userId} value={shownUserId(userId)}>
            {name ?? ''}
          </option>
        ))}
      </datalist>
    </label>
  );
}

/** Users of the last 90 days with the text in their name or id, found by the API. */
export function useFoundUsers(text: string): SearchAnswer['users'] {
  const api = useApi();
  const q = useDeferredValue(text.trim());
  const { data } = useQuery({
    queryKey: ['/search', q],
    queryFn: () => api.get<SearchAnswer>('/search', { q, limit: 20 }),
    enabled: q !== '',
    staleTime: 60_000,
    placeholderData: (old) => old,
  });
  return q === '' ? [] : (data?.users ?? []);
}
