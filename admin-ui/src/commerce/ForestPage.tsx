import { useInfiniteQuery } from '@tanstack/react-query';
import { Drawer, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useUrlState } from '../ui/useUrlState';
import { Forest } from './Forest';
import { GuideReview } from './GuideReview';
import { forestQuery } from './queries';

/** All guides below whoever brought them. */
export function ForestPage() {
  const { t } = useTranslation();
  const [open, setOpen] = useUrlState('guide');
  const forest = useInfiniteQuery(forestQuery);
  const nodes = forest.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="panel" aria-labelledby="forest">
      <h2 id="forest">{t('growth.forest')}</h2>
      <p className="muted">{t('growth.forestLead')}</p>
      <ProblemNotice error={forest.error} onRetry={() => void forest.refetch()} />
      {forest.isLoading && <Skeleton active />}
      {/* The tree opens everything only where it is drawn for the first time. */}
      {nodes.length > 0 && <Forest key={nodes.length} nodes={nodes} label={t('growth.forest')} onOpen={setOpen} />}
      <More pages={forest} shown={nodes.length} />
      <Drawer open={Boolean(open)} onClose={() => setOpen(undefined)} title={t('guide.one')} size={480} destroyOnHidden>
        {open && <GuideReview guideId={open} />}
      </Drawer>
    </section>
  );
}
