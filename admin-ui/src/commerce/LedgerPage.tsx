import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { useFormat } from '../ui/format';
import { ProblemNotice } from '../ui/ProblemNotice';
import { Chip } from '../ui/Status';
import { LedgerAccounts } from './LedgerAccounts';
import { lastReconciliationQuery, reconciliationQuery, trialBalanceQuery } from './queries';
import { useMoney } from './ui';

type Total = Schemas['LedgerTotal'];
type Mismatch = Schemas['Mismatch'];

/** Debits and credits of every currency, and on demand the proof that nothing was changed since. */
export function LedgerPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  const totals = useQuery(trialBalanceQuery);
  const verify = useMutation({ mutationFn: () => answer(api.GET('/api/v1/ledger/verification')) });
  return (
    <>
      <section className="panel" aria-labelledby="trial-balance">
        <h2 id="trial-balance">{t('ledger.title')}</h2>
        <p className="muted">{t('ledger.lead')}</p>
        <ProblemNotice error={totals.error} onRetry={() => void totals.refetch()} />
        <Table<Total>
          rowKey="currency"
          loading={totals.isLoading}
          dataSource={totals.data ?? []}
          pagination={false}
          locale={{ emptyText: t('ledger.empty') }}
          columns={[
            { title: t('payout.currency'), dataIndex: 'currency' },
            { title: t('ledger.debit'), key: 'debit', align: 'right', render: (_, total) => money(total.debitMinor, total.currency) },
            { title: t('ledger.credit'), key: 'credit', align: 'right', render: (_, total) => money(total.creditMinor, total.currency) },
            {
              title: t('ledger.difference'),
              key: 'difference',
              align: 'right',
              render: (_, total) => <Chip tone={total.differenceMinor === 0 ? 'live' : 'warn'}>{money(total.differenceMinor, total.currency)}</Chip>,
            },
          ]}
        />
      </section>
      <LedgerAccounts />
      <Reconciliation />
      <section className="panel" aria-labelledby="verification">
        <h2 id="verification">{t('ledger.verification')}</h2>
        <p className="muted">{t('ledger.verificationLead')}</p>
        <ProblemNotice error={verify.error} />
        {verify.data && (
          <Alert
            type={verify.data.sound ? 'success' : 'error'}
            showIcon
            title={t(verify.data.sound ? 'ledger.sound' : 'ledger.broken')}
            description={t('ledger.found', {
              seals: format.number(verify.data.seals),
              accounts: format.number(verify.data.differingAccounts),
              seal: verify.data.brokenSeal === undefined ? '–' : format.number(verify.data.brokenSeal),
            })}
          />
        )}
        <Button onClick={() => verify.mutate()} loading={verify.isPending}>{t('ledger.verify')}</Button>
      </section>
    </>
  );
}

/** Everything that is reckoned twice, from orders to the bank's word, and what came out differently. */
function Reconciliation() {
  const { t } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  const found = useQuery(reconciliationQuery);
  const last = useQuery(lastReconciliationQuery);
  return (
    <section className="panel" aria-labelledby="reconciliation">
      <div className="panel-head">
        <h2 id="reconciliation">{t('ledger.reconciliation')}</h2>
        <Button onClick={() => void found.refetch()} loading={found.isFetching}>{t('ledger.reconcile')}</Button>
      </div>
      <p className="muted">{t('ledger.reconciliationLead')}</p>
      {last.data && (
        <p>
          {t('ledger.lastRun', { at: format.dateTime(last.data.at) })}{' '}
          <Chip tone={last.data.differences === 0 ? 'live' : 'warn'}>{t('ledger.lastFound', { count: last.data.differences })}</Chip>
        </p>
      )}
      <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      {found.data?.clean && <Alert type="success" showIcon title={t('ledger.allMatches', { at: format.dateTime(found.data.at) })} />}
      {found.data && !found.data.clean && (
        <Table<Mismatch>
          rowKey={(mismatch) => `${mismatch.check} ${mismatch.subject} ${mismatch.currency}`}
          dataSource={found.data.items}
          pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
          columns={[
            { title: t('ledger.checked'), key: 'check', render: (_, mismatch) => <>{t(`ledger.check.${mismatch.check}`)}<div className="muted small mono">{mismatch.subject}</div></> },
            { title: t('ledger.expected'), key: 'expected', align: 'right', render: (_, mismatch) => money(mismatch.expectedMinor, mismatch.currency) },
            { title: t('ledger.foundHere'), key: 'found', align: 'right', render: (_, mismatch) => money(mismatch.foundMinor, mismatch.currency) },
          ]}
        />
      )}
    </section>
  );
}
