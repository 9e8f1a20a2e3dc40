import { useInfiniteQuery, useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { App, AutoComplete, Button, Form, Input, InputNumber, Tabs } from 'antd';
import type { FormInstance } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import type { FieldPath } from '../api/problem';
import { More } from '../ui/More';
import { ProblemNotice } from '../ui/ProblemNotice';
import { showOnForm } from '../ui/showOnForm';
import { useUrlState } from '../ui/useUrlState';
import { categoryOf, placeOf } from './expertise';
import { majorOf, minorOf, scaleOf } from './money';
import { fieldForPlan, FIRST_PLAN, planOf, planValuesOf, splitOf, type PlanValues } from './planForm';
import { merchantsQuery, plansQuery, productsQuery } from './queries';
import { useMoney } from './ui';
import { useSuggestions } from './useSuggestions';

type Merchant = Schemas['Merchant'];
const EXAMPLE_MINOR = 10_000;
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Merchants, products and commission plans: each a form, and below it what there is. */
export function CataloguePage() {
  const { t } = useTranslation();
  const [tab, setTab] = useUrlState('tab');
  return (
    <section className="panel people">
      <Tabs
        activeKey={tab ?? 'merchant'}
        onChange={(next) => setTab(next === 'merchant' ? undefined : next)}
        destroyOnHidden
        items={[
          { key: 'merchant', label: t('catalogue.merchants'), children: <MerchantForm /> },
          { key: 'product', label: t('catalogue.products'), children: <ProductForm /> },
          { key: 'plan', label: t('catalogue.plans'), children: <PlanForm /> },
        ]}
      />
    </section>
  );
}

function useKeep<V, A>(form: FormInstance<V>, send: (values: V) => Promise<A>, fieldFor: (path: FieldPath) => FieldPath | null, list: QueryKey) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: send,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: list });
      void message.success(t('catalogue.kept'));
    },
    onError: (error) => {
      showOnForm(form, error, fieldFor);
    },
  });
}

function IdField({ name, extra }: { name: string; extra: string }) {
  const { t } = useTranslation();
  return (
    <Form.Item name={name} label={t('catalogue.id')} extra={extra} rules={[{ required: true, message: t('common.required') }, { pattern: ID, message: t('catalogue.idShape') }]}>
      <Input className="mono" autoComplete="off" />
    </Form.Item>
  );
}

function CurrencyField({ name, label }: { name: string; label: string }) {
  const { t } = useTranslation();
  return (
    <Form.Item name={name} label={label} normalize={(typed: string) => typed.toUpperCase()} rules={[{ required: true, message: t('common.required') }, { pattern: /^[A-Z]{3}$/, message: t('catalogue.currencyShape') }]}>
      <Input className="mono" maxLength={3} autoComplete="off" />
    </Form.Item>
  );
}

function KeepForm<V extends object>({ form, lead, initialValues, keep, children }: {
  form: FormInstance<V>;
  lead: string;
  initialValues: Partial<V>;
  keep: { mutate: (values: V) => void; isPending: boolean; error: unknown };
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Form<V> form={form} layout="vertical" className="keep-form" initialValues={initialValues} onFinish={(values) => keep.mutate(values)}>
      <p className="muted">{lead}</p>
      <ProblemNotice error={keep.error} />
      {children}
      <div className="form-actions"><Button type="primary" htmlType="submit" loading={keep.isPending}>{t('common.save')}</Button></div>
    </Form>
  );
}

/** What there is, to be changed in the form above. */
function Kept<T>({ pages, items, keyOf, onChange, children }: {
  pages: Parameters<typeof More>[0]['pages'] & { error: unknown; refetch: () => unknown };
  items: T[];
  keyOf: (item: T) => string;
  onChange: (item: T) => void;
  children: (item: T) => ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <div className="apart">
      <ProblemNotice error={pages.error} onRetry={() => void pages.refetch()} />
      <ul className="rows">
        {items.map((item) => (
          <li key={keyOf(item)}>
            <div>{children(item)}</div>
            <Button size="small" aria-label={`${t('catalogue.change')} ${keyOf(item)}`} onClick={() => onChange(item)}>{t('catalogue.change')}</Button>
          </li>
        ))}
      </ul>
      <More pages={pages} shown={items.length} />
    </div>
  );
}

function MerchantForm() {
  const { t } = useTranslation();
  const [form] = Form.useForm<Merchant>();
  const merchants = useInfiniteQuery(merchantsQuery);
  const kept = merchants.data?.pages.flatMap((page) => page.items) ?? [];
  const keep = useKeep(
    form,
    ({ merchantId, ...body }: Merchant) => answer(api.PUT('/api/v1/merchants/{merchantId}', { params: { path: { merchantId } }, body })),
    ([field]) => (field === 'name' || field === 'currency' || field === 'merchantId' ? [field] : null),
    merchantsQuery.queryKey,
  );
  return (
    <>
      <KeepForm form={form} lead={t('catalogue.merchantLead')} initialValues={{ currency: 'CNY' }} keep={keep}>
        <IdField name="merchantId" extra={t('catalogue.merchantIdHint')} />
        <Form.Item name="name" label={t('catalogue.name')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}><Input maxLength={200} /></Form.Item>
        <CurrencyField name="currency" label={t('catalogue.currency')} />
      </KeepForm>
      <Kept pages={merchants} items={kept} keyOf={(merchant) => merchant.merchantId} onChange={(merchant) => form.setFieldsValue(merchant)}>
        {(merchant) => <><strong>{merchant.name}</strong> <span className="muted mono">{merchant.merchantId}</span> <span className="tag">{merchant.currency}</span></>}
      </Kept>
    </>
  );
}

interface ProductValues {
  productId: string;
  merchantId: string;
  title: string;
  destination: string;
  category: string;
  amount: string;
  currency: string;
}

function ProductForm() {
  const { t } = useTranslation();
  const [form] = Form.useForm<ProductValues>();
  const money = useMoney();
  const merchants = useInfiniteQuery(merchantsQuery).data?.pages.flatMap((page) => page.items) ?? [];
  const products = useInfiniteQuery(productsQuery);
  const kept = products.data?.pages.flatMap((page) => page.items) ?? [];
  const { categories, places } = useSuggestions();
  const keep = useKeep(
    form,
    (values: ProductValues) =>
      answer(api.PUT('/api/v1/products/{productId}', {
        params: { path: { productId: values.productId } },
        body: {
          merchantId: values.merchantId.trim(),
          title: values.title.trim(),
          destination: placeOf(values.destination),
          category: categoryOf(values.category),
          price: { amountMinor: minorOf(values.amount, values.currency) ?? 0, currency: values.currency },
        },
      })),
    ([field, part]) => (field === 'price' ? [part === 'currency' ? 'currency' : 'amount'] : field === undefined ? null : [field]),
    productsQuery.queryKey,
  );
  const required = { required: true, whitespace: true, message: t('common.required') };
  return (
    <>
    <KeepForm form={form} lead={t('catalogue.productLead')} initialValues={{ currency: 'CNY' }} keep={keep}>
      <IdField name="productId" extra={t('catalogue.productIdHint')} />
      <Form.Item name="merchantId" label={t('order.merchant')} rules={[required]}>
        <AutoComplete
          options={merchants.map((merchant) => ({ value: merchant.merchantId, label: `${merchant.name} (${merchant.merchantId})` }))}
          onSelect={(chosen: string) => form.setFieldValue('currency', merchants.find((merchant) => merchant.merchantId === chosen)?.currency)}
        />
      </Form.Item>
      <Form.Item name="title" label={t('catalogue.productTitle')} rules={[required]}><Input maxLength={300} /></Form.Item>
      <div className="two">
        <Form.Item name="destination" label={t('guide.destination')} rules={[required]}><AutoComplete options={places} /></Form.Item>
        <Form.Item name="category" label={t('guide.categoryLabel')} rules={[required]}><AutoComplete options={categories} /></Form.Item>
      </div>
      <div className="two">
        <Form.Item
          name="amount"
          label={t('catalogue.price')}
          dependencies={['currency']}
          rules={[required, ({ getFieldValue }) => ({
            validator: (_, typed: string) => {
              const currency = String(getFieldValue('currency'));
              return !typed || minorOf(typed, currency) !== undefined ? Promise.resolve() : Promise.reject(new Error(t('catalogue.priceShape', { count: scaleOf(currency) })));
            },
          })]}
        >
          <Input inputMode="decimal" autoComplete="off" />
        </Form.Item>
        <CurrencyField name="currency" label={t('catalogue.currency')} />
      </div>
    </KeepForm>
    <Kept
      pages={products}
      items={kept}
      keyOf={(product) => product.productId}
      onChange={({ price, ...product }) => form.setFieldsValue({ ...product, amount: majorOf(price.amountMinor, price.currency), currency: price.currency })}
    >
      {(product) => <><strong>{product.title}</strong> <span className="muted mono">{product.productId}</span> <span className="tag">{product.destination}</span> <span className="tag">{product.category}</span> {money(product.price.amountMinor, product.price.currency)}</>}
    </Kept>
    </>
  );
}

function PlanForm() {
  const { t } = useTranslation();
  const money = useMoney();
  const [form] = Form.useForm<PlanValues>();
  const filled = Form.useWatch([], form) as PlanValues | undefined;
  const plans = useInfiniteQuery(plansQuery);
  const kept = plans.data?.pages.flatMap((page) => page.items) ?? [];
  const { categories, places } = useSuggestions();
  const keep = useKeep(
    form,
    (values: PlanValues) => answer(api.PUT('/api/v1/commission-plans/{planId}', { params: { path: { planId: values.planId } }, body: planOf(values) })),
    fieldForPlan,
    plansQuery.queryKey,
  );
  const percent = (name: keyof PlanValues, label: string, extra: string) => (
    <Form.Item name={name} label={label} extra={extra} rules={[{ required: true, message: t('common.required') }]}>
      <InputNumber min={0} max={100} precision={2} suffix="%" className="wide" />
    </Form.Item>
  );
  const isWhole = filled && [filled.commission, filled.guideShare, filled.referrerShare].every((share) => typeof share === 'number');
  const split = isWhole ? splitOf(EXAMPLE_MINOR, planOf({ ...FIRST_PLAN, ...filled }), true) : undefined;
  return (
    <>
    <KeepForm form={form} lead={t('catalogue.planLead')} initialValues={FIRST_PLAN} keep={keep}>
      <IdField name="planId" extra={t('catalogue.planIdHint')} />
      <div className="two">
        <Form.Item name="destination" label={t('guide.destination')} extra={t('catalogue.anyHint')}><AutoComplete options={places} allowClear /></Form.Item>
        <Form.Item name="category" label={t('guide.categoryLabel')} extra={t('catalogue.anyHint')}><AutoComplete options={categories} allowClear /></Form.Item>
      </div>
      {percent('commission', t('catalogue.commission'), t('catalogue.commissionHint'))}
      {percent('guideShare', t('catalogue.guideShare'), t('catalogue.guideShareHint'))}
      {percent('referrerShare', t('catalogue.referrerShare'), t('catalogue.referrerShareHint'))}
      <Form.Item name="holdDays" label={t('catalogue.holdDays')} extra={t('catalogue.holdDaysHint')} rules={[{ required: true, message: t('common.required') }]}>
        <InputNumber min={0} max={365} precision={0} className="wide" />
      </Form.Item>
      {split && (
        <p className="plan-sentence" aria-live="polite">
          {t('catalogue.example', {
            net: money(EXAMPLE_MINOR, 'CNY'), merchant: money(split.merchant, 'CNY'), guide: money(split.guide, 'CNY'),
            referrer: money(split.referrer, 'CNY'), platform: money(split.platform, 'CNY'),
          })}
        </p>
      )}
    </KeepForm>
    <Kept pages={plans} items={kept} keyOf={(plan) => plan.planId} onChange={(plan) => form.setFieldsValue(planValuesOf(plan))}>
      {(plan) => <><strong className="mono">{plan.planId}</strong> {[plan.destination, plan.category].filter(Boolean).map((area) => <span key={area} className="tag">{area}</span>)} {plan.commissionBps / 100}% · {plan.guideShareBps / 100}%</>}
    </Kept>
    </>
  );
}
