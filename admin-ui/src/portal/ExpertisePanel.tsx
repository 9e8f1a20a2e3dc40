import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { ExpertiseList } from '../commerce/ExpertiseList';
import { expertiseQuery, guideQuery } from '../commerce/queries';
import { ProblemNotice } from '../ui/ProblemNotice';
import { showOnForm } from '../ui/showOnForm';

interface Values {
  kind: Schemas['ExpertiseKind'];
  area: string;
  evidenceKind?: Schemas['ExpertiseEvidence']['kind'];
  reference?: string;
  url?: string;
  expires?: string;
}

/** What the guide knows, and the form to say more of it with evidence. */
export function ExpertisePanel({ guideId }: { guideId: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const known = useQuery(expertiseQuery(guideId));
  const declare = useMutation({
    mutationFn: (values: Values) => answer(api.PUT('/api/v1/guides/{guideId}/expertise', { params: { path: { guideId } }, body: declarationOf(values) })),
    onSuccess: async () => {
      form.resetFields();
      await Promise.all([queries.invalidateQueries({ queryKey: expertiseQuery(guideId).queryKey }), queries.invalidateQueries({ queryKey: guideQuery(guideId).queryKey })]);
      void message.success(t('expertise.declared'));
    },
    onError: (error) => {
      showOnForm(form, error, fieldFor);
    },
  });
  const required = { required: true, message: t('common.required') };
  return (
    <section className="panel" aria-labelledby="expertise">
      <h2 id="expertise">{t('guide.expertise')}</h2>
      <p className="muted">{t('portal.expertiseHint')}</p>
      <ProblemNotice error={known.error} onRetry={() => void known.refetch()} />
      <ExpertiseList areas={known.data ?? []} />
      <details className="advanced apart">
        <summary>{t('expertise.say')}</summary>
        <ProblemNotice error={declare.error} />
        <Form<Values> form={form} layout="vertical" initialValues={{ kind: 'CATEGORY' }} onFinish={(values) => declare.mutate(values)}>
          <Form.Item name="kind" label={t('expertise.kindLabel')} rules={[required]}>
            <Select options={(['CATEGORY', 'DESTINATION'] as const).map((value) => ({ value, label: t(`expertise.kind.${value}`) }))} />
          </Form.Item>
          <Form.Item name="area" label={t('expertise.area')} extra={t('expertise.areaHint')} rules={[{ ...required, whitespace: true }]}><Input maxLength={50} /></Form.Item>
          <Form.Item name="evidenceKind" label={t('expertise.evidence')}>
            <Select allowClear options={(['LICENCE', 'TRIP_RECORD'] as const).map((value) => ({ value, label: t(`expertise.evidenceKind.${value}`) }))} />
          </Form.Item>
          <Form.Item name="reference" label={t('expertise.reference')} dependencies={['evidenceKind']} rules={[({ getFieldValue }) => ({ ...required, required: Boolean(getFieldValue('evidenceKind')) })]}>
            <Input maxLength={200} />
          </Form.Item>
          <Form.Item name="url" label={t('expertise.url')}><Input type="url" maxLength={1_000} /></Form.Item>
          <Form.Item name="expires" label={t('expertise.expires')}><Input type="date" /></Form.Item>
          <Button type="primary" htmlType="submit" block loading={declare.isPending}>{t('common.save')}</Button>
        </Form>
      </details>
    </section>
  );
}

function declarationOf({ kind, area, evidenceKind, reference, url, expires }: Values): Schemas['ExpertiseDeclaration'] {
  return {
    kind,
    area: area.trim(),
    ...(evidenceKind && reference ? { evidence: { kind: evidenceKind, reference: reference.trim(), ...(url ? { url: url.trim() } : {}) } } : {}),
    // The whole day counts, where the guide is.
    ...(expires ? { expiresAt: new Date(`${expires}T23:59:59`).toISOString() } : {}),
  };
}

function fieldFor(path: (string | number)[]): string[] | null {
  const fields: Record<string, string> = { area: 'area', kind: 'kind', expiresAt: 'expires', 'evidence/reference': 'reference', 'evidence/url': 'url', 'evidence/kind': 'evidenceKind' };
  const field = fields[path.join('/')];
  return field ? [field] : null;
}
