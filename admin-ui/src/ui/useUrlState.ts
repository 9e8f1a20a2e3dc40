import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

type Changes = Record<string, string | undefined>;

/** A query string with these parts changed; empty values leave it. */
export function withChanges(search: URLSearchParams, changes: Changes): URLSearchParams {
  const after = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value) {
      after.set(name, value);
    } else {
      after.delete(name);
    }
  }
  return after;
}

/** Changes several parts of a view together: of two changes made one by one, the router would lose the first. */
export function useUrlChanges(): (changes: Changes) => void {
  const [, setSearch] = useSearchParams();
  return useCallback((changes: Changes) => setSearch((before) => withChanges(before, changes), { replace: true }), [setSearch]);
}

/** One part of a view kept in the query string, so that an address restores it. Empty values leave the address. */
export function useUrlState(name: string): [string | undefined, (value: string | undefined) => void] {
  const [search] = useSearchParams();
  const change = useUrlChanges();
  const set = useCallback((value: string | undefined) => change({ [name]: value }), [name, change]);
  return [search.get(name) ?? undefined, set];
}
