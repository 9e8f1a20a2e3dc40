import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { releasesQuery } from '../api/queries';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { IdentifierText } from './IdentifierText';

/** What somebody released from quarantine, and taking that back; nothing where nothing was. */
export function Releases() {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const format = useFormat();
  const can = useCan();
  const queries = useQueryClient();
  const releases = useInfiniteQuery(releasesQuery);
  const shown = releases.data?.pages.flatMap((page) => page.items) ?? [];
  const back = useMutation({
    mutationFn: (id: string) => answer(api.DELETE('/api/v1/identity/evidence/{id}', { params: { path: { id } } })),
    onSuccess: () => Promise.all(['quarantine', 'releases', 'profile', 'clusters'].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
  const ask = (release: Schemas['Released']) =>
    modal.confirm({
      title: t('identity.releaseBackTitle'),
      content: t('identity.releaseBackText'),
      okText: t('identity.undo'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      onOk: () => back.mutateAsync(release.evidenceId).catch(() => undefined),
    });
  if (shown.length === 0) {
    return <ProblemNotice error={releases.error} onRetry={() => void releases.refetch()} />;
  }
  return (
    <>
      <h3>{t('identity.releases')}</h3>
      <ProblemNotice error={releases.error ?? back.error} />
      <Table<Schemas['Released']>
        size="small"
        rowKey="evidenceId"
        dataSource={shown}
        pagination={false}
        columns={[
          { title: t('identity.identifier'), key: 'identifier', render: (_, each) => <>{<IdentifierText identifier={each} />}{each.quarantined && <span className="tag">{t('identity.quarantinedAgain')}</span>}</> },
          { title: t('identity.releasedUpTo'), key: 'personsMax', align: 'right', render: (_, each) => format.number(each.personsMax) },
          { title: t('identity.reason'), key: 'reason', render: (_, each) => <>{each.reason}<div className="muted small">{t('identity.by', { name: each.by })} · {format.dateTime(each.at)}</div></> },
          {
            title: <span className="sr-only">{t('hold.actions')}</span>,
            key: 'actions',
            align: 'right',
            render: (_, each) => can('identity:write') && <Button type="link" size="small" onClick={() => ask(each)}>{t('identity.undo')}</Button>,
          },
        ]}
      />
      <More pages={releases} shown={shown.length} />
    </>
  );
}
