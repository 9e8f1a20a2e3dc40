import type { Schemas } from '../api/client';
import { isOver } from '../api/queries';

const REFRESH_MILLIS_PER_PAGE = 2_000;

type Progress = Pick<Schemas['Job'], 'status' | 'bytesRead' | 'bytesTotal'>;

/** How much of its file an import has read, in percent; 100 only once everything is counted. */
export function percentOf({ status, bytesRead, bytesTotal }: Progress): number {
  if (status === 'COMPLETED') {
    return 100;
  }
  return bytesTotal ? Math.min(99, Math.floor((bytesRead / bytesTotal) * 100)) : 0;
}

/**
 * How soon a list of imports is looked at again: as long as one of them goes on. All pages that are shown are asked for
 * then, so the more there are, the later.
 */
export function refreshOf(pages: { items: Pick<Schemas['Job'], 'status'>[] }[]): number | false {
  return pages.some((page) => page.items.some((job) => !isOver(job.status))) ? REFRESH_MILLIS_PER_PAGE * pages.length : false;
}
