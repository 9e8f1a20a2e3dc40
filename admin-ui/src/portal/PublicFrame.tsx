import type { UseQueryResult } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/problem';
import { Brand, LanguageSwitch, ThemeSwitch } from '../app/Shell';
import { EmptyState } from '../ui/EmptyState';
import { ProblemNotice } from '../ui/ProblemNotice';

interface Props<T> {
  shown: UseQueryResult<T>;
  titleOf: (data: T | undefined) => string;
  goneTitle: string;
  children: (data: T) => ReactNode;
}

/** A page that anybody may see: what it shows, or that it is not there. */
export function PublicFrame<T>({ shown, titleOf, goneTitle, children }: Props<T>) {
  const { t } = useTranslation();
  const title = titleOf(shown.data);
  useEffect(() => {
    document.title = `${title} · Evenreach`;
  }, [title]);
  const gone = shown.error instanceof ApiProblem && shown.error.status === 404;
  return (
    <div className="portal">
      <header className="portal-bar"><Brand /><LanguageSwitch /><ThemeSwitch /></header>
      <main className="portal-content">
        {shown.isLoading && <Skeleton active />}
        {gone && <EmptyState title={goneTitle}>{t('page.goneHint')}</EmptyState>}
        {!gone && <ProblemNotice error={shown.error} onRetry={() => void shown.refetch()} />}
        {shown.data !== undefined && children(shown.data)}
      </main>
    </div>
  );
}
