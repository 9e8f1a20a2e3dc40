import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { useFormat } from '../ui/format';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { guideSalesQuery } from './queries';
import { canHold } from './sales';
import { useMoney } from './ui';

type Sale = Schemas['GuideSale'];

/** The sales of a guide who is worth a look, the newest first, each to be held by hand. */
export function SalesToHold({ guideId }: { guideId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  const [asked, setAsked] = useState<Sale>();
  const sales = useInfiniteQuery(guideSalesQuery(guideId));
  const shown = sales.data?.pages.flatMap((page) => page.items).filter((sale) => sale.depth === 0) ?? [];
  return (
    <>
      <ProblemNotice error={sales.error} onRetry={() => void sales.refetch()} />
      <ul className="rows sales">
        {shown.map((sale) => (
          <li key={`${sale.merchantId} ${sale.orderId} ${sale.lineId}`}>
            <div className="earned"><span className="mono">{sale.orderId}</span><b>{sale.net && money(sale.net.amountMinor, sale.net.currency)}</b></div>
            <div className="muted small">{sale.merchantName} · {t('sale.line', { line: sale.lineId })} · {format.dateTime(sale.placedAt)} · {t(`order.attribution.${sale.attribution}`)}</div>
            {canHold(sale) && <Button danger size="small" onClick={() => setAsked(sale)}>{t('sale.holdIt')}</Button>}
          </li>
        ))}
      </ul>
      <More pages={sales} shown={shown.length} />
      <HoldModal sale={asked} guideId={guideId} onClose={() => setAsked(undefined)} />
    </>
  );
}

function HoldModal({ sale, guideId, onClose }: { sale: Sale | undefined; guideId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ reason: string }>();
  const hold = useMutation({
    mutationFn: ({ of, reason }: { of: Sale; reason: string }) =>
      answer(api.POST('/api/v1/orders/{orderId}/holds', { params: { path: { orderId: of.orderId }, query: { merchantId: of.merchantId } }, body: { lineId: of.lineId, reason } })),
    onSuccess: async (after) => {
      await Promise.all([['sale-holds'], guideSalesQuery(guideId).queryKey].map((queryKey) => queries.invalidateQueries({ queryKey })));
      void message.success(t(`sale.hold.${after.state}`));
      close();
    },
  });
  const close = () => {
    hold.reset();
    onClose();
  };
  return (
    <Modal
      open={sale !== undefined}
      title={sale && t('sale.askHold', { order: sale.orderId })}
      okText={t('sale.holdIt')}
      okButtonProps={{ danger: true }}
      cancelText={t('common.cancel')}
      confirmLoading={hold.isPending}
      onCancel={close}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <p>{t('sale.askHoldText')}</p>
      <ProblemNotice error={hold.error} />
      <Form form={form} layout="vertical" preserve={false} onFinish={({ reason }) => sale && hold.mutate({ of: sale, reason: reason.trim() })}>
        <Form.Item name="reason" label={t('sale.why')} extra={t('sale.whyHint')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
          <Input.TextArea autoFocus maxLength={2_000} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
