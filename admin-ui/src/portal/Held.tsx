import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { DisputeStory, HoldStory } from '../commerce/SaleStory';
import { useMoney } from '../commerce/ui';
import { ProblemNotice } from '../ui/ProblemNotice';

type Hold = Schemas['SaleHold'];

/** What of the pending is held, why, and the way to say that it is wrong. */
export function Held({ held, guideId }: { held: Schemas['HeldCommission'][]; guideId: string }) {
  const { t } = useTranslation();
  const money = useMoney();
  const [appealing, setAppealing] = useState<Hold>();
  return (
    <section className="panel" aria-labelledby="held">
      <h2 id="held">{t('portal.held')}</h2>
      <p className="muted">{t('portal.heldLead')}</p>
      <ul className="rows">
        {held.map(({ hold, dispute, orderId, lineId, amountMinor, currency }) => (
          <li key={`${hold?.holdId ?? dispute?.disputeId} ${lineId}`}>
            <div className="earned"><strong className="mono">{orderId}</strong><b>{money(amountMinor, currency)}</b></div>
            {hold && <HoldStory hold={hold} />}
            {dispute && <div>{t('sale.reason.DISPUTED')}<DisputeStory dispute={dispute} /></div>}
            {hold?.state === 'OPEN' && hold.guideId === guideId && <Button onClick={() => setAppealing(hold)}>{t('portal.appeal')}</Button>}
          </li>
        ))}
      </ul>
      <Appeal hold={appealing} onClose={() => setAppealing(undefined)} />
    </section>
  );
}

function Appeal({ hold, onClose }: { hold: Hold | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ statement: string }>();
  const appeal = useMutation({
    mutationFn: ({ holdId, statement }: { holdId: string; statement: string }) =>
      answer(api.POST('/api/v1/guide-commerce/holds/{holdId}:appeal', { params: { path: { holdId } }, body: { statement } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['guide'] });
      void message.success(t('portal.appealed'));
      close();
    },
  });
  const close = () => {
    appeal.reset();
    onClose();
  };
  return (
    <Modal
      open={Boolean(hold)}
      title={t('portal.appealTitle')}
      okText={t('portal.appeal')}
      cancelText={t('common.cancel')}
      confirmLoading={appeal.isPending}
      onCancel={close}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <p>{t('portal.appealText')}</p>
      <ProblemNotice error={appeal.error} />
      <Form form={form} layout="vertical" preserve={false} onFinish={({ statement }) => hold && appeal.mutate({ holdId: hold.holdId, statement: statement.trim() })}>
        <Form.Item name="statement" label={t('portal.appealWhy')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
          <Input.TextArea rows={3} autoFocus maxLength={2000} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}
