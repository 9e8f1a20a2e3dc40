import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** One part of a view kept in the query string, so that an address restores it. Empty values leave the address. */
export function useUrlState(name: string): [string | undefined, (value: string | undefined) => void] {
  const [search, setSearch] = useSearchParams();
  const set = useCallback((value: string | undefined) => {
    setSearch((before) => {
      const after = new URLSearchParams(before);
      if (value) {
        after.set(name, value);
      } else {
        after.delete(name);
      }
      return after;
    }, { replace: true });
  }, [name, setSearch]);
  return [search.get(name) ?? undefined, set];
}
