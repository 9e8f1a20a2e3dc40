import { answer, api } from '../api/client';

/**
 * Tells the platform that recommendations were seen, each once: one after the other, because the first answer names the
 * browser by a cookie, and the next views are to be the same browser's. What fails is a view that nobody counts.
 */
export function viewTeller(tell: (code: string) => Promise<unknown>): (code: string) => Promise<void> {
  const told = new Set<string>();
  let last: Promise<void> = Promise.resolve();
  return (code) => {
    if (!told.has(code)) {
      told.add(code);
      last = last.then(() => tell(code)).then(() => undefined, () => undefined);
    }
    return last;
  };
}

/** Tells the platform of one view. */
export function tellView(code: string): Promise<unknown> {
  return answer(api.POST('/api/v1/r/{code}', { params: { path: { code } } }));
}
