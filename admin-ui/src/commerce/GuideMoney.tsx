import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api } from '../api/client';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { DebtList } from './DebtList';
import type { Owed } from './debts';
import { debtsQuery } from './queries';
import { TaxRecords } from './TaxRecords';
import { useMoney } from './ui';

/** What a guide owes, which somebody may write off, and their payouts as tax sees them. */
export function GuideMoney({ guideId }: { guideId: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const debts = useQuery(debtsQuery(guideId));
  const [asked, setAsked] = useState<Owed>();
  return (
    <>
      <section className="apart" aria-labelledby="debts">
        <h3 id="debts">{t('debt.title')}</h3>
        <ProblemNotice error={debts.error} onRetry={() => void debts.refetch()} />
        {debts.data?.length === 0 && <p className="muted">{t('debt.none')}</p>}
        <DebtList
          debts={debts.data ?? []}
          {...(can('payout:approve') ? { actions: (owed: Owed) => <Button danger size="small" onClick={() => setAsked(owed)}>{t('debt.writeOff')}</Button> } : {})}
        />
      </section>
      <details className="advanced apart">
        <summary>{t('tax.title')}</summary>
        <TaxRecords guideId={guideId} />
      </details>
      <WriteOff guideId={guideId} owed={asked} onClose={() => setAsked(undefined)} />
    </>
  );
}

function WriteOff({ guideId, owed, onClose }: { guideId: string; owed: Owed | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const money = useMoney();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ reason: string }>();
  const writeOff = useMutation({
    mutationFn: ({ currency, reason }: { currency: string; reason: string }) =>
      answer(api.POST('/api/v1/guides/{guideId}/debts:writeOff', { params: { path: { guideId } }, body: { currency, reason } })),
    onSuccess: async ({ writtenOffMinor, currency }) => {
      await queries.invalidateQueries({ queryKey: debtsQuery(guideId).queryKey });
      void (writtenOffMinor > 0 ? message.success(t('debt.writtenOff', { amount: money(writtenOffMinor, currency) })) : message.warning(t('debt.tooYoung')));
      close();
    },
  });
  const close = () => {
    writeOff.reset();
    onClose();
  };
  return (
    <Modal
      open={owed !== undefined}
      title={owed && t('debt.ask', { currency: owed.currency })}
      okText={t('debt.writeOff')}
      okButtonProps={{ danger: true, loading: writeOff.isPending }}
      cancelText={t('common.cancel')}
      onOk={() => form.submit()}
      onCancel={close}
      destroyOnHidden
    >
      <p>{t('debt.askText')}</p>
      <ProblemNotice error={writeOff.error} />
      <Form form={form} layout="vertical" preserve={false} onFinish={({ reason }) => owed && writeOff.mutate({ currency: owed.currency, reason: reason.trim() })}>
        <Form.Item name="reason" label={t('guide.reason')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
          <Input.TextArea autoFocus maxLength={500} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
