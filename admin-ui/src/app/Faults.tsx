import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useRouteError } from 'react-router';
import { EmptyState } from '../ui/EmptyState';
import { PageHeader } from '../ui/PageHeader';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title={t('fault.notFound')} />
      <EmptyState title={t('fault.notFound')} action={<Link to="/"><Button type="primary">{t('fault.home')}</Button></Link>}>
        {t('fault.notFoundHint')}
      </EmptyState>
    </>
  );
}

/** The last resort: a defect of ours, or a page of an older version that the server no longer has. */
export function RouteFault() {
  const { t } = useTranslation();
  const error = useRouteError();
  return (
    <main className="fault">
      <EmptyState
        title={t('fault.broken')}
        action={<Button type="primary" onClick={() => window.location.reload()}>{t('fault.reload')}</Button>}
      >
        {t('fault.brokenHint')} <code>{error instanceof Error ? error.message : ''}</code>
      </EmptyState>
    </main>
  );
}
