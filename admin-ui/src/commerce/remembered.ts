import { useCallback, useState } from 'react';

const MOST = 50;

/** The list with this one first, and no other of the same name. */
export function withFirst<T>(list: T[], item: T, nameOf: (item: T) => string): T[] {
  return [item, ...list.filter((other) => nameOf(other) !== nameOf(item))].slice(0, MOST);
}

/** What was made on this device, the newest first, where the platform has no list to ask for. */
export function useRemembered<T>(key: string, nameOf: (item: T) => string): [T[], (item: T) => void] {
  const [all, setAll] = useState<Record<string, T[]>>({});
  const list = all[key] ?? read<T>(key);
  const add = useCallback((item: T) => {
    const next = withFirst(read<T>(key), item, nameOf);
    localStorage.setItem(key, JSON.stringify(next));
    setAll((before) => ({ ...before, [key]: next }));
  }, [key, nameOf]);
  return [list, add];
}

function read<T>(key: string): T[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(stored) ? (stored as T[]) : [];
  } catch {
    return [];
  }
}
