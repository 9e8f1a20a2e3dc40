import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { DisputeStory, HoldStory } from '../commerce/SaleStory';
import { useMoney } from '../commerce/ui';
import { ProblemNotice } from '../ui/ProblemNotice';
import { canAppeal } from './saleStanding';

type Hold = Schemas['SaleHold'];

/** What of the pending is held, why, and the way to say that it is wrong. */
export function Held({ held, guideId, onAppeal }: { held: Schemas['HeldCommission'][]; guideId: string; onAppeal: (hold: Hold) => void }) {
  const { t } = useTranslation();
  const money = useMoney();
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
            {hold && canAppeal(hold, guideId) && <Button onClick={() => onAppeal(hold)}>{t('portal.appeal')}</Button>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What looked wrong only after it had been paid out: nothing is held, and the guide can answer before somebody decides. */
export function Questioned({ holds, guideId, onAppeal }: { holds: Hold[]; guideId: string; onAppeal: (hold: Hold) => void }) {
  const { t } = useTranslation();
  return (
    <section className="panel" aria-labelledby="questioned">
      <h2 id="questioned">{t('portal.questioned')}</h2>
      <p className="muted">{t('portal.questionedLead')}</p>
      <ul className="rows">
        {holds.map((hold) => (
          <li key={hold.holdId}>
            <div className="earned"><strong className="mono">{hold.orderId}</strong><span className="muted small">{t('sale.line', { line: hold.lineId })}</span></div>
            <HoldStory hold={hold} />
            {canAppeal(hold, guideId) && <Button onClick={() => onAppeal(hold)}>{t('portal.appeal')}</Button>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The way to say why a hold is wrong; open while there is one. */
export function Appeal({ hold, onClose }: { hold: Hold | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ statement: string }>();
  const appeal = useMutation({
    mutationFn: ({ holdId, statement }: { holdId: string; statement: string }) =>
      answer(api.POST('/api/v1/guide-commerce/holds/{holdId}:appeal', { params: { path: { holdId } }, body: { statement } })),
    onSuccess: async () => {
      await Promise.all([['guide'], ['sale-holds']].map((queryKey) => queries.invalidateQueries({ queryKey })));
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
