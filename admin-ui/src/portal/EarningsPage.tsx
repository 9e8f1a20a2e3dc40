import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { DebtList } from '../commerce/DebtList';
import { debtsQuery, MOVEMENTS, saleHoldsQuery, statementQuery } from '../commerce/queries';
import { TaxRecords } from '../commerce/TaxRecords';
import { useMoney } from '../commerce/ui';
import { EmptyState } from '../ui/EmptyState';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { Claims } from './Claims';
import { AnswerClaim, Appeal, Held, Questioned } from './Held';
import { Movements } from './Movements';
import { Payouts } from './Payouts';
import { useGuide } from './PortalFrame';
import { Sales } from './Sales';
import { questioned } from './saleStanding';

type Hold = Schemas['SaleHold'];
const BALANCES = ['pending', 'payable', 'reserved', 'paid', 'withheld', 'debt'] as const;
/** Most guides never have any. */
const WHERE_ANY: readonly string[] = ['withheld', 'debt'];

/** What the guide has in each currency, and for every sale where its money is and why, and what they say is theirs. */
export function EarningsPage() {
  const { t } = useTranslation();
  const { guideId } = useGuide();
  const [appealing, setAppealing] = useState<Hold>();
  const [answering, setAnswering] = useState<Schemas['SaleDispute']>();
  const statement = useQuery(statementQuery(guideId));
  const holds = useInfiniteQuery({ ...saleHoldsQuery(false), refetchInterval: 15_000 });
  if (!statement.data) {
    return (
      <>
        <PageHeader title={t('portal.earnings')} />
        {statement.isLoading ? <Skeleton active /> : <ProblemNotice error={statement.error} onRetry={() => void statement.refetch()} />}
      </>
    );
  }
  const { balances, entries, held } = statement.data;
  const known = holds.data?.pages.flatMap((page) => page.items) ?? [];
  const late = questioned(known);
  return (
    <>
      <PageHeader title={t('portal.earnings')} />
      <ProblemNotice error={statement.error ?? holds.error} onRetry={() => { void statement.refetch(); void holds.refetch(); }} />
      {balances.length === 0 && <EmptyState title={t('portal.noEarnings')}>{t('portal.noEarningsHint')}</EmptyState>}
      {balances.map((balance) => <Balances key={balance.currency} balance={balance} />)}
      {held.length > 0 && <Held held={held} guideId={guideId} onAppeal={setAppealing} onAnswer={setAnswering} />}
      {late.length > 0 && <Questioned holds={late} guideId={guideId} onAppeal={setAppealing} />}
      <Sales guideId={guideId} holds={known} entries={entries} onAppeal={setAppealing} />
      <Debts guideId={guideId} />
      <Payouts guideId={guideId} />
      <Claims />
      {balances.length > 0 && (
        <details className="movements">
          <summary>{t('tax.title')}</summary>
          <section className="panel"><p className="muted">{t('tax.lead')}</p><TaxRecords guideId={guideId} /></section>
        </details>
      )}
      {entries.length > 0 && (
        <details className="movements">
          <summary>{t('portal.allMovements')}</summary>
          <section className="panel"><Movements entries={entries} /></section>
          {entries.length >= MOVEMENTS && <p className="muted small">{t('portal.newestOnly', { shown: MOVEMENTS })}</p>}
        </details>
      )}
      <Appeal hold={appealing} onClose={() => setAppealing(undefined)} />
      <AnswerClaim dispute={answering} onClose={() => setAnswering(undefined)} />
    </>
  );
}

function Debts({ guideId }: { guideId: string }) {
  const { t } = useTranslation();
  const debts = useQuery({ ...debtsQuery(guideId), refetchInterval: 15_000 });
  if (!debts.error && !debts.data?.length) {
    return null;
  }
  return (
    <section className="panel" aria-labelledby="debts">
      <h2 id="debts">{t('debt.title')}</h2>
      <p className="muted">{t('debt.lead')}</p>
      <ProblemNotice error={debts.error} onRetry={() => void debts.refetch()} />
      <DebtList debts={debts.data ?? []} />
    </section>
  );
}

function Balances({ balance }: { balance: Schemas['GuideBalance'] }) {
  const { t } = useTranslation();
  const money = useMoney();
  return (
    <section className="panel" aria-label={balance.currency}>
      <h2>{balance.currency}</h2>
      <dl className="balances">
        {BALANCES.filter((kind) => !WHERE_ANY.includes(kind) || balance[`${kind}Minor`] > 0).map((kind) => (
          <div key={kind}>
            <dt>{t(`portal.balance.${kind}`)}</dt>
            <dd>{money(balance[`${kind}Minor`], balance.currency)}</dd>
            <dd className="small">{t(`portal.balanceHint.${kind}`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
