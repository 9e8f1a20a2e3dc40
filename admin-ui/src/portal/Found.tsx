import type { UseQueryResult } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/problem';
import { EmptyState } from '../ui/EmptyState';
import { ProblemNotice } from '../ui/ProblemNotice';

interface Props<T> {
  shown: UseQueryResult<T>;
  goneTitle: string;
  children: (data: T) => ReactNode;
}

/** What a page shows, once it is there, or that it is not there. */
export function Found<T>({ shown, goneTitle, children }: Props<T>) {
  const { t } = useTranslation();
  const gone = shown.error instanceof ApiProblem && shown.error.status === 404;
  return (
    <>
      {shown.isLoading && <Skeleton active />}
      {gone && <EmptyState title={goneTitle}>{t('page.goneHint')}</EmptyState>}
      {!gone && <ProblemNotice error={shown.error} onRetry={() => void shown.refetch()} />}
      {shown.data !== undefined && children(shown.data)}
    </>
  );
}
