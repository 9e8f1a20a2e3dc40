import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answer, api, type Schemas } from '../api/client';
import { accountOf } from '../commerce/account';
import { AccountFields } from '../commerce/AccountFields';
import { earns, ownActions, type OwnAction } from '../commerce/guideLife';
import { guideQuery } from '../commerce/queries';
import { GuideStatusChip } from '../commerce/ui';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { showOnForm } from '../ui/showOnForm';
import { ExpertisePanel } from './ExpertisePanel';
import { useGuide } from './PortalFrame';

/** Where the guide stands, and what to do next. */
export function StatusPage() {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const guide = useGuide();
  const { guideId } = guide;
  const act = useMutation({
    mutationFn: (action: OwnAction) => answer(api.POST(`/api/v1/guides/{guideId}:${action}`, { params: { path: { guideId } } })),
    onSuccess: (after, action) => {
      queries.setQueryData(guideQuery(guideId).queryKey, after);
      void message.success(t(`guide.done.${action}`));
    },
  });
  const take = (action: OwnAction) =>
    action === 'close'
      ? void modal.confirm({
        title: t('portal.closeTitle'),
        content: t('portal.closeText'),
        okText: t('guide.action.close'),
        okButtonProps: { danger: true },
        cancelText: t('common.cancel'),
        onOk: () => act.mutateAsync(action).catch(() => undefined),
      })
      : act.mutate(action);
  return (
    <>
      <PageHeader title={guide.displayName} mark={<GuideStatusChip status={guide.status} />} />
      <section className="panel" aria-labelledby="next">
        <h2 id="next">{t('portal.nextTitle')}</h2>
        <p>{t(`portal.next.${guide.status}`)}</p>
        {guide.reason && <Alert type="info" showIcon title={t('portal.reason')} description={guide.reason} />}
        <ProblemNotice error={act.error} />
        {earns(guide.status) && <Link to="/portal/links"><Button type="primary" block>{t('portal.toLinks')}</Button></Link>}
        <div className="page-actions">
          {ownActions(guide.status).map((action) => (
            <Button
              key={action}
              type={action === 'submit' || action === 'reapply' ? 'primary' : 'default'}
              block
              loading={act.isPending && act.variables === action}
              disabled={act.isPending}
              onClick={() => take(action)}
            >
              {t(`guide.action.${action}`)}
            </Button>
          ))}
        </div>
        {earns(guide.status) && <p className="small"><Link className="in-text" to={`/g/${guideId}`}>{t('portal.publicPage')}</Link></p>}
      </section>
      <ExpertisePanel guideId={guideId} />
      <PayeePanel guide={guide} />
    </>
  );
}

function PayeePanel({ guide }: { guide: Schemas['Guide'] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { guideId, payee } = guide;
  const [changing, setChanging] = useState(false);
  const [form] = Form.useForm<Schemas['Payee']>();
  const save = useMutation({
    mutationFn: ({ name, account, bic }: Schemas['Payee']) =>
      answer(api.PUT('/api/v1/guides/{guideId}/payee', {
        params: { path: { guideId } },
        body: { name: name.trim(), account: accountOf(account), ...(bic ? { bic: accountOf(bic) } : {}) },
      })),
    onSuccess: (after) => {
      queries.setQueryData(guideQuery(guideId).queryKey, after);
      void message.success(t('payee.kept'));
      setChanging(false);
    },
    onError: (error) => {
      showOnForm(form, error, ([field]) => (field === undefined ? null : [field]));
    },
  });
  return (
    <section className="panel" aria-labelledby="payee">
      <h2 id="payee">{t('payee.title')}</h2>
      {!payee && <Alert type="warning" showIcon title={t('payee.missing')} />}
      {payee && !changing && (
        <>
          <dl className="facts">
            <dt>{t('payee.name')}</dt><dd>{payee.name}</dd>
            <dt>{t('payee.account')}</dt><dd className="mono">{payee.account}</dd>
            {payee.bic && <><dt>{t('payee.bic')}</dt><dd className="mono">{payee.bic}</dd></>}
          </dl>
          <Button block onClick={() => setChanging(true)}>{t('payee.change')}</Button>
        </>
      )}
      {(!payee || changing) && (
        <Form form={form} layout="vertical" initialValues={payee ? { name: payee.name } : {}} onFinish={(values) => save.mutate(values)}>
          <p className="muted">{t('payee.lead')}</p>
          <ProblemNotice error={save.error} />
          <AccountFields />
          <div className="form-actions">
            {payee && <Button onClick={() => setChanging(false)}>{t('common.cancel')}</Button>}
            <Button type="primary" htmlType="submit" loading={save.isPending}>{t('common.save')}</Button>
          </div>
        </Form>
      )}
    </section>
  );
}
