import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Schemas } from '../api/client';
import { isOver, rulePreviewQuery, type DryRunAnswer } from '../api/queries';

export interface DryRunState {
  /** What the rules would change, once that is known. */
  diff: Schemas['RuleDiff'] | undefined;
  /** The job that finds it out, where it takes longer than a request. */
  job: Schemas['RulePreviewJob'] | undefined;
  error: Error | null;
  isRunning: boolean;
  again: () => void;
}

/** A dry run: answered at once, or followed until its job is over. */
export function useDryRun(started: UseQueryResult<DryRunAnswer>): DryRunState {
  const accepted = started.data && 'previewId' in started.data ? started.data : undefined;
  const found = started.data && !('previewId' in started.data) ? started.data : undefined;
  const followed = useQuery({ ...rulePreviewQuery(accepted?.previewId ?? ''), enabled: accepted !== undefined });
  const job = accepted && (followed.data ?? accepted).job;
  return {
    diff: found ?? followed.data?.diff ?? undefined,
    job,
    error: started.error ?? (accepted ? followed.error : null),
    isRunning: started.isFetching || (job !== undefined && !isOver(job.status)),
    again: () => void started.refetch(),
  };
}
