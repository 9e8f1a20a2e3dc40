import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client';
import { ApiProblem } from '../api/problem';
import { Brand, LanguageSwitch, ThemeSwitch } from '../app/Shell';
import { publicProductQuery } from '../commerce/queries';
import { useMoney } from '../commerce/ui';
import { EmptyState } from '../ui/EmptyState';
import { ProblemNotice } from '../ui/ProblemNotice';
import { NoteText } from './NoteText';
import '../commerce/commerce.css';

/** Where a guide's link leads to as long as the shop has no page of its own: the product, and what the guide says of it. */
export function PublicProductPage() {
  const { t } = useTranslation();
  const { productId = '' } = useParams();
  const [search] = useSearchParams();
  const product = useQuery({ ...publicProductQuery(productId, search.get('clickId') ?? undefined), retry: false });
  useEffect(() => {
    document.title = `${product.data?.title ?? t('order.product')} · Evenreach`;
  }, [product.data, t]);
  const gone = product.error instanceof ApiProblem && product.error.status === 404;
  return (
    <div className="portal">
      <header className="portal-bar"><Brand /><LanguageSwitch /><ThemeSwitch /></header>
      <main className="portal-content">
        {product.isLoading && <Skeleton active />}
        {gone && <EmptyState title={t('page.productGone')}>{t('page.goneHint')}</EmptyState>}
        {!gone && <ProblemNotice error={product.error} onRetry={() => void product.refetch()} />}
        {product.data && <Product product={product.data} />}
      </main>
    </div>
  );
}

function Product({ product }: { product: Schemas['PublicProduct'] }) {
  const { t } = useTranslation();
  const money = useMoney();
  const { guide } = product;
  return (
    <>
      <header className="page-header">
        <h1>{product.title}</h1>
        <p className="lead">{money(product.price.amountMinor, product.price.currency)} · {t('order.ofMerchant', { merchant: product.merchantName })}</p>
        <p>{[product.destination, product.category].map((area) => <span key={area} className="tag">{area}</span>)}</p>
      </header>
      {guide && (
        <section className="panel" aria-labelledby="guide">
          <h2 id="guide">{t('page.recommendedBy', { name: guide.displayName })}</h2>
          <NoteText notes={guide.notes} />
          <p>{t('page.codeHint')} <strong className="mono">{guide.code}</strong></p>
          <p className="small"><Link className="in-text" to={`/g/${guide.guideId}`}>{t('page.moreOf', { name: guide.displayName })}</Link></p>
        </section>
      )}
    </>
  );
}
