import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { earns } from '../commerce/guideLife';
import { linksQuery, productsQuery } from '../commerce/queries';
import { NoteStateChip } from '../commerce/ui';
import { EmptyState } from '../ui/EmptyState';
import { More } from '../ui/More';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { showOnForm } from '../ui/showOnForm';
import { useGuide } from './PortalFrame';
import { ShareCard } from './ShareCard';

const NOTE_LANGUAGES = ['zh', 'en'] as const;
type NoteLanguage = (typeof NOTE_LANGUAGES)[number];

/** The guide's links, each with what they say of the product. */
export function LinksPage() {
  const { t } = useTranslation();
  const { guideId, status } = useGuide();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ productId: string }>();
  const links = useInfiniteQuery(linksQuery(guideId));
  const products = useInfiniteQuery(productsQuery);
  const shown = links.data?.pages.flatMap((page) => page.items) ?? [];
  const make = useMutation({
    mutationFn: (productId: string) => answer(api.POST('/api/v1/guides/{guideId}/links', { params: { path: { guideId } }, body: { productId } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: linksQuery(guideId).queryKey });
      form.resetFields();
    },
    onError: (error) => {
      showOnForm(form, error, ([field]) => (field === 'productId' ? [field] : null));
    },
  });
  return (
    <>
      <PageHeader title={t('portal.links')} lead={t('portal.linksLead')} />
      {!earns(status) && <Alert type="warning" showIcon title={t('portal.notEarning')} />}
      <section className="panel">
        <Form form={form} layout="vertical" onFinish={({ productId }) => make.mutate(productId)}>
          <ProblemNotice error={make.error ?? products.error} />
          <Form.Item name="productId" label={t('portal.product')} extra={t('portal.productHint')} rules={[{ required: true, message: t('common.required') }]}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              loading={products.isLoading}
              onPopupScroll={() => { if (products.hasNextPage && !products.isFetchingNextPage) { void products.fetchNextPage(); } }}
              options={products.data?.pages.flatMap((page) => page.items).map((product) => ({ value: product.productId, label: `${product.title} (${product.productId})` })) ?? []}
            />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={make.isPending}>{t('portal.makeLink')}</Button>
        </Form>
      </section>
      <ProblemNotice error={links.error} onRetry={() => void links.refetch()} />
      {links.isSuccess && shown.length === 0 && <EmptyState title={t('portal.noLinks')}>{t('portal.noLinksHint')}</EmptyState>}
      {shown.map((link) => (
        <section key={link.code} className="panel" aria-label={link.title}>
          <ShareCard title={link.title} url={link.url} code={link.code} qrPath={`/api/v1/guides/${guideId}/links/${link.code}/qr`}>
            <details className="advanced">
              <summary>{t('note.write')}</summary>
              <p className="muted small">{t('note.lead')}</p>
              {NOTE_LANGUAGES.map((language) => <NoteForm key={language} guideId={guideId} productId={link.productId} language={language} note={link.notes.find((note) => note.language === language)} />)}
            </details>
          </ShareCard>
        </section>
      ))}
      <More pages={links} shown={shown.length} />
    </>
  );
}

function NoteForm({ guideId, productId, language, note }: { guideId: string; productId: string; language: NoteLanguage; note: Schemas['GuideNote'] | undefined }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const path = { guideId, productId, language };
  const save = useMutation({
    mutationFn: async (text: string) => {
      await (text.trim()
        ? answer(api.PUT('/api/v1/guides/{guideId}/notes/{productId}/{language}', { params: { path }, body: { text } }))
        : answer(api.DELETE('/api/v1/guides/{guideId}/notes/{productId}/{language}', { params: { path } })));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: linksQuery(guideId).queryKey });
      void message.success(t('note.kept'));
    },
  });
  return (
    <Form name={`note-${productId}-${language}`} layout="vertical" initialValues={{ text: note?.text ?? '' }} onFinish={({ text }: { text: string }) => save.mutate(text)}>
      <ProblemNotice error={save.error} />
      <Form.Item name="text" label={<>{t(`note.language.${language}`)}{note && <>&nbsp;<NoteStateChip review={note.review} /></>}</>} extra={note?.reason ?? (note?.publicText && note.publicText !== note.text ? t('note.oldStays') : undefined)}>
        <Input.TextArea maxLength={2_000} autoSize={{ minRows: 2, maxRows: 10 }} placeholder={t('note.placeholder')} lang={language} />
      </Form.Item>
      <Button htmlType="submit" loading={save.isPending}>{t('note.save')}</Button>
    </Form>
  );
}
