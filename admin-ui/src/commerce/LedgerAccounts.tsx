import { useInfiniteQuery } from '@tanstack/react-query';
import { DatePicker, Drawer, Input, Select, Table } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useUrlState } from '../ui/useUrlState';
import { ownerOf, sourceOf } from './ledger';
import { ACCOUNT_KINDS, accountsQuery, entriesQuery, type AccountFilter } from './queries';
import { GuideName, useMoney } from './ui';

type Account = Schemas['LedgerAccount'];

/** Every account with what is on it, now or at an instant, and behind each its entries. */
export function LedgerAccounts() {
  const { t } = useTranslation();
  const money = useMoney();
  const [owner, setOwner] = useUrlState('owner');
  const [chosen, setChosen] = useUrlState('kind');
  const [at, setAt] = useUrlState('at');
  const [opened, setOpened] = useState<Account>();
  const kind = ACCOUNT_KINDS.find((known) => known === chosen);
  const filter: AccountFilter = { ...(owner ? { owner } : {}), ...(kind ? { kind } : {}), ...(at ? { at } : {}) };
  const accounts = useInfiniteQuery(accountsQuery(filter));
  const shown = accounts.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="panel" aria-labelledby="accounts">
      <h2 id="accounts">{t('ledger.accounts')}</h2>
      <p className="muted">{t('ledger.accountsLead')}</p>
      <div className="ledger-filters">
        <Input.Search
          aria-label={t('ledger.owner')} placeholder={t('ledger.ownerHint')} defaultValue={owner ?? ''} allowClear className="mono"
          onSearch={(typed) => setOwner(typed.trim() || undefined)}
        />
        <Select
          aria-label={t('ledger.kind')} placeholder={t('ledger.anyKind')} allowClear value={kind ?? null} onChange={(next: string | undefined) => setChosen(next)}
          options={ACCOUNT_KINDS.map((value) => ({ value, label: t(`ledger.account.${value}`) }))}
        />
        <DatePicker
          aria-label={t('ledger.at')} placeholder={t('ledger.now')} showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" needConfirm={false}
          value={at ? dayjs(at) : null} onChange={(next) => setAt(next?.toISOString())}
        />
      </div>
      <ProblemNotice error={accounts.error} onRetry={() => void accounts.refetch()} />
      <Table<Account>
        size="small"
        rowKey={(account) => `${account.owner} ${account.kind} ${account.currency}`}
        loading={accounts.isLoading}
        dataSource={shown}
        pagination={false}
        locale={{ emptyText: t('ledger.noAccounts') }}
        columns={[
          {
            title: t('ledger.kind'),
            key: 'kind',
            render: (_, account) => (
              <>
                <button type="button" className="linkish" onClick={() => setOpened(account)}>{t(`ledger.account.${account.kind}`)}</button>
                <div className="muted small break"><Owner account={account} /></div>
              </>
            ),
          },
          { title: t('ledger.balance'), key: 'balance', align: 'right', render: (_, account) => money(account.balanceMinor, account.currency) },
        ]}
      />
      <More pages={accounts} shown={shown.length} />
      <Drawer open={opened !== undefined} title={opened && t(`ledger.account.${opened.kind}`)} size={560} onClose={() => setOpened(undefined)} destroyOnHidden>
        {opened && <Entries account={opened} />}
      </Drawer>
    </section>
  );
}

function Owner({ account }: { account: Account }) {
  const { t } = useTranslation();
  switch (ownerOf(account)) {
    case 'PLATFORM':
      return <>{t('ledger.platform')}</>;
    case 'MERCHANT':
      return <span className="mono">{account.owner}</span>;
    case 'GUIDE':
      return <GuideName guideId={account.owner} />;
  }
}

function Entries({ account }: { account: Account }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  const entries = useInfiniteQuery(entriesQuery(account));
  const shown = entries.data?.pages.flatMap((page) => page.items) ?? [];
  const causeText = (cause: string) => (i18n.exists(`portal.cause.${cause}`) ? i18n.t(`portal.cause.${cause}` as 'portal.cause.ACCRUAL') : cause);
  return (
    <>
      <dl className="facts">
        <dt>{t('ledger.owner')}</dt><dd className="break"><Owner account={account} />{ownerOf(account) === 'GUIDE' && <div className="muted small mono">{account.owner}</div>}</dd>
        <dt>{t('ledger.balance')}</dt><dd>{money(account.balanceMinor, account.currency)}</dd>
      </dl>
      <ProblemNotice error={entries.error} onRetry={() => void entries.refetch()} />
      <ul className="movements">
        {shown.map((entry) => {
          const { order, id } = sourceOf(entry);
          return (
            <li key={`${entry.postingId} ${entry.leg}`}>
              <span>{causeText(entry.cause)} · <span className="mono">{order ?? id}</span><span className="muted"> · {format.dateTime(entry.at)}</span></span>
              <b>{money(entry.amountMinor, entry.currency)}</b>
            </li>
          );
        })}
      </ul>
      <More pages={entries} shown={shown.length} />
    </>
  );
}
