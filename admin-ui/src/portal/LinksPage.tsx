import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { ApiProblem, layOut } from '../api/problem';
import { earns } from '../commerce/guideLife';
import { useRemembered } from '../commerce/remembered';
import { EmptyState } from '../ui/EmptyState';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useGuide } from './PortalFrame';
import { ShareCard } from './ShareCard';

type Made = Schemas['RecommendationLink'] & { productId: string };
const productOf = (link: Made) => link.productId;

/** The guide's links. The platform gives the same link for a product however often it is asked, and has no list: this device keeps one. */
export function LinksPage() {
  const { t } = useTranslation();
  const { guideId, status } = useGuide();
  const [form] = Form.useForm<{ productId: string }>();
  const [made, remember] = useRemembered<Made>(`evenreach.links.${guideId}`, productOf);
  const make = useMutation({
    mutationFn: async (productId: string): Promise<Made> =>
      ({ productId, ...(await answer(api.POST('/api/v1/guides/{guideId}/links', { params: { path: { guideId } }, body: { productId } }))) }),
    onSuccess: (link) => {
      remember(link);
      form.resetFields();
    },
    onError: (error) => {
      if (error instanceof ApiProblem) {
        form.setFields(layOut(error.problem, ([field]) => (field === 'productId' ? [field] : null)).fields as Parameters<typeof form.setFields>[0]);
      }
    },
  });
  return (
    <>
      <PageHeader title={t('portal.links')} lead={t('portal.linksLead')} />
      {!earns(status) && <Alert type="warning" showIcon title={t('portal.notEarning')} />}
      <section className="panel">
        <Form form={form} layout="vertical" onFinish={({ productId }) => make.mutate(productId.trim())}>
          <ProblemNotice error={make.error} />
          <Form.Item name="productId" label={t('portal.product')} extra={t('portal.productHint')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
            <Input className="mono" autoComplete="off" autoCapitalize="none" />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={make.isPending}>{t('portal.makeLink')}</Button>
        </Form>
      </section>
      {made.length === 0 && <EmptyState title={t('portal.noLinks')}>{t('portal.noLinksHint')}</EmptyState>}
      {made.length > 0 && <p className="muted small">{t('portal.linksHere')}</p>}
      {made.map((link) => <section key={link.productId} className="panel" aria-label={link.productId}><ShareCard title={link.productId} url={link.url} code={link.code} /></section>)}
    </>
  );
}
