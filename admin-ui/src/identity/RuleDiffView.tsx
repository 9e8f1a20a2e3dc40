import { Table, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../api/client';
import { shortId } from '../reach/People';
import { useFormat } from '../ui/format';

const PAGE = { pageSize: 10, showSizeChanger: false, hideOnSinglePage: true };

/** Who would merge, who would come apart, and which identifiers would move. */
export function RuleDiffView({ diff }: { diff: Schemas['RuleDiff'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const notFolded = diff.notFolded > 0 && <p className="muted">{t('identity.notFolded', { groups: format.number(diff.notFolded) })}</p>;
  if (diff.merged + diff.split + diff.changedOwners === 0) {
    return <><p>{t('identity.noDifference')}</p>{notFolded}</>;
  }
  const purpose = { title: t('identity.purposes'), key: 'purpose', responsive: ['md' as const], render: (_: unknown, { purpose: of }: { purpose: Schemas['Purpose'] }) => t(`identity.purpose.${of}`) };
  return (
    <>
      <dl className="numbers wide-numbers">
        <div><dt>{t('identity.merges')}</dt><dd>{format.number(diff.merged)}</dd></div>
        <div><dt>{t('identity.divisions')}</dt><dd>{format.number(diff.split)}</dd></div>
        <div><dt>{t('identity.moves')}</dt><dd>{format.number(diff.changedOwners)}</dd></div>
      </dl>
      <p className="muted small">{t('identity.countedApart')}</p>
      <Tabs
        items={[
          {
            key: 'merges',
            label: `${t('identity.merges')} ${format.number(diff.merged)}`,
            children: (
              <Table<Schemas['RuleMerge']>
                size="small"
                rowKey={(each) => `${each.purpose} ${each.into}`}
                dataSource={diff.merges}
                pagination={PAGE}
                locale={{ emptyText: <span className="muted">{t('identity.noMerges')}</span> }}
                columns={[
                  { title: t('identity.these'), key: 'from', render: (_, each) => <People ids={each.from} /> },
                  { title: t('identity.becomeOne'), key: 'into', render: (_, each) => <People ids={[each.into]} /> },
                  purpose,
                ]}
              />
            ),
          },
          {
            key: 'splits',
            label: `${t('identity.divisions')} ${format.number(diff.split)}`,
            children: (
              <Table<Schemas['RuleDivision']>
                size="small"
                rowKey={(each) => `${each.purpose} ${each.from}`}
                dataSource={diff.splits}
                pagination={PAGE}
                locale={{ emptyText: <span className="muted">{t('identity.noDivisions')}</span> }}
                columns={[
                  { title: t('identity.thisOne'), key: 'from', render: (_, each) => <People ids={[each.from]} /> },
                  { title: t('identity.becomesSeveral'), key: 'into', render: (_, each) => <People ids={each.into} /> },
                  purpose,
                ]}
              />
            ),
          },
          {
            key: 'moves',
            label: `${t('identity.moves')} ${format.number(diff.changedOwners)}`,
            children: (
              <Table<Schemas['RuleMove']>
                size="small"
                rowKey={(each) => `${each.purpose} ${each.from ?? ''} ${each.to ?? ''}`}
                dataSource={diff.moves}
                pagination={PAGE}
                locale={{ emptyText: <span className="muted">{t('identity.noMoves')}</span> }}
                columns={[
                  { title: t('identity.identifiers'), key: 'identifiers', align: 'right', width: 120, render: (_, each) => format.number(each.identifiers) },
                  { title: t('identity.from'), key: 'from', render: (_, each) => <People ids={each.from ? [each.from] : []} /> },
                  { title: t('identity.to'), key: 'to', render: (_, each) => <People ids={each.to ? [each.to] : []} /> },
                  purpose,
                ]}
              />
            ),
          },
        ]}
      />
      {(diff.merges.length < diff.merged || diff.splits.length < diff.split || diff.moves.length < diff.changedOwners) && <p className="muted small">{t('identity.listedOnly')}</p>}
      {notFolded}
    </>
  );
}

/** Links to people; an id that a change would bring back leads to whomever it stands for until then. */
function People({ ids }: { ids: string[] }) {
  const { t } = useTranslation();
  const SHOWN = 6;
  if (ids.length === 0) {
    return <span className="muted">{t('identity.nobodys')}</span>;
  }
  return (
    <span className="owners">
      {ids.slice(0, SHOWN).map((id) => <Link key={id} className="mono" to={`/identity/profiles/${id}`}>{shortId(id)}</Link>)}
      {ids.length > SHOWN && <span className="muted">{t('identity.andMore', { count: ids.length - SHOWN })}</span>}
    </span>
  );
}
