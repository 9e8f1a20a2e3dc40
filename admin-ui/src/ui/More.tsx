import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** The foot of a list that the server pages. */
export function More({ pages, shown }: { pages: Pages; shown: number }) {
  const { t } = useTranslation();
  if (shown === 0 && !pages.hasNextPage) {
    return null;
  }
  return (
    <div className="more" aria-live="polite">
      <span>{t('common.shown', { count: shown })}</span>
      {pages.hasNextPage && (
        <Button onClick={() => void pages.fetchNextPage()} loading={pages.isFetchingNextPage}>{t('common.more')}</Button>
      )}
    </div>
  );
}
