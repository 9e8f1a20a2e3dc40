import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client';
import { publicProductQuery } from '../commerce/queries';
import { useMoney } from '../commerce/ui';
import { Found } from './Found';
import { NoteText } from './NoteText';
import { PublicFrame } from './PublicFrame';
import '../commerce/commerce.css';

/** Where a guide's link leads to as long as the shop has no page of its own: the product, and what the guide says of it. */
export function PublicProductPage() {
  const { t } = useTranslation();
  const { productId = '' } = useParams();
  const [search] = useSearchParams();
  const product = useQuery({ ...publicProductQuery(productId, search.get('clickId') ?? undefined), retry: false });
  return (
    <PublicFrame title={product.data?.title ?? t('order.product')}>
      <Found shown={product} goneTitle={t('page.productGone')}>{(data) => <Product product={data} />}</Found>
    </PublicFrame>
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
