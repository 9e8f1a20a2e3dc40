import { Alert, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { useFormat } from '../ui/format';
import { useWord } from './useWord';

const OWN = 'attributes.';

interface RecordsProps {
  asked: string;
  profile: Schemas['Profile'];
  records: Schemas['RecordsOfPerson'];
}

/** A person whom linkage found in records that share no key: the records, masked, and the pairs that joined them. */
export function RecordsOfPerson({ asked, profile, records }: RecordsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  const said = (fields: Schemas['RecordOfPerson']['fields']) => Object.entries(fields)
    .map(([name, value]) => `${name.startsWith(OWN) ? name.slice(OWN.length) : word('recordField', name)}: ${value}`)
    .join(' · ');
  return (
    <>
      {asked !== profile.profileId && <Alert type="info" showIcon title={t('identity.mergedTitle')} description={t('identity.merged', { id: profile.profileId })} />}
      <section className="panel" aria-labelledby="records">
        <h2 id="records">{t('identity.recordsOf', { count: records.recordCount })}</h2>
        <p className="muted">{t('identity.recordsLead')}</p>
        <Table<Schemas['RecordOfPerson']>
          size="small"
          rowKey="recordId"
          dataSource={records.items}
          pagination={records.items.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
          columns={[
            { title: t('identity.record'), key: 'id', render: (_, each) => <span className="mono small">{each.recordId}</span> },
            { title: t('identity.recordSource'), key: 'source', render: (_, each) => each.source },
            { title: t('identity.recordSays'), key: 'fields', render: (_, each) => said(each.fields) },
            { title: t('identity.recordCame'), key: 'came', responsive: ['md'], render: (_, each) => format.dateTime(each.arrivedAt) },
          ]}
        />
      </section>
      {records.joins.length > 0 && (
        <section className="panel" aria-labelledby="joins">
          <h2 id="joins">{t('identity.joins')}</h2>
          <Table<Schemas['RecordJoin']>
            size="small"
            rowKey={(each) => `${each.runId} ${each.pairId}`}
            dataSource={records.joins}
            pagination={records.joins.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
            columns={[
              { title: t('identity.joinOf'), key: 'pair', render: (_, each) => <span className="mono small">{each.first} – {each.second}</span> },
              { title: t('identity.joinProbability'), key: 'probability', align: 'right', render: (_, each) => format.percent(each.probability) },
              { title: t('identity.joinBy'), key: 'by', render: (_, each) => t(`identity.joinState.${each.state}`) },
            ]}
          />
        </section>
      )}
    </>
  );
}
