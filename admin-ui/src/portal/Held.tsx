import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { DisputeStory, HoldStory } from '../commerce/SaleStory';
import { useMoney } from '../commerce/ui';
import { ProblemNotice } from '../ui/ProblemNotice';
import { canAppeal } from './saleStanding';

type Hold = Schemas['SaleHold'];
type Dispute = Schemas['SaleDispute'];

interface HeldProps {
  held: Schemas['HeldCommission'][];
  guideId: string;
  onAppeal: (hold: Hold) => void;
  onAnswer: (dispute: Dispute) => void;
}

/** What of the pending is held, why, and the way to say that it is wrong. */
export function Held({ held, guideId, onAppeal, onAnswer }: HeldProps) {
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
            {dispute?.side === 'OWNER' && dispute.state === 'OPEN' && <Button onClick={() => onAnswer(dispute)}>{t('portal.answerClaim')}</Button>}
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
  return (
    <Say
      what={hold}
      texts={{ title: t('portal.appealTitle'), lead: t('portal.appealText'), ok: t('portal.appeal'), done: t('portal.appealed') }}
      say={({ holdId }, statement) => answer(api.POST('/api/v1/guide-commerce/holds/{holdId}:appeal', { params: { path: { holdId } }, body: { statement } }))}
      onClose={onClose}
    />
  );
}

/** The way for whose sale it is to answer another guide's claim; open while there is one. */
export function AnswerClaim({ dispute, onClose }: { dispute: Dispute | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Say
      what={dispute}
      texts={{ title: t('portal.answerTitle'), lead: t('portal.answerText'), ok: t('portal.answerClaim'), done: t('portal.claimAnswered') }}
      say={({ disputeId }, statement) => answer(api.POST('/api/v1/guide-commerce/disputes/{disputeId}:answer', { params: { path: { disputeId } }, body: { statement } }))}
      onClose={onClose}
    />
  );
}

interface SayProps<T> {
  what: T | undefined;
  texts: { title: string; lead: string; ok: string; done: string };
  say: (what: T, statement: string) => Promise<unknown>;
  onClose: () => void;
}

function Say<T>({ what, texts, say, onClose }: SayProps<T>) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ statement: string }>();
  const saying = useMutation({
    mutationFn: (said: { what: T; statement: string }) => say(said.what, said.statement),
    onSuccess: async () => {
      await Promise.all([['guide'], ['sale-holds'], ['sale-disputes']].map((queryKey) => queries.invalidateQueries({ queryKey })));
      void message.success(texts.done);
      close();
    },
  });
  const close = () => {
    saying.reset();
    onClose();
  };
  return (
    <Modal
      open={what !== undefined}
      title={texts.title}
      okText={texts.ok}
      cancelText={t('common.cancel')}
      confirmLoading={saying.isPending}
      onCancel={close}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <p>{texts.lead}</p>
      <ProblemNotice error={saying.error} />
      <Form form={form} layout="vertical" preserve={false} onFinish={({ statement }) => what !== undefined && saying.mutate({ what, statement: statement.trim() })}>
        <Form.Item name="statement" label={t('portal.appealWhy')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
          <Input.TextArea rows={3} autoFocus maxLength={2000} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}
