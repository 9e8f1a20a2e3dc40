import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { Schemas } from '../api/client';
import { usePreferences } from '../app/preferences';
import { publicGuideQuery } from '../commerce/queries';
import { useMoney } from '../commerce/ui';
import { EmptyState } from '../ui/EmptyState';
import { Found } from './Found';
import { NoteText } from './NoteText';
import { PublicFrame } from './PublicFrame';
import { tellView, viewTeller } from './views';
import '../commerce/commerce.css';

/** A guide as shoppers see them: what they know, and what they say of what they recommend. */
export function PublicGuidePage() {
  const { t } = useTranslation();
  const { guideId = '' } = useParams();
  const guide = useQuery({ ...publicGuideQuery(guideId), retry: false });
  return (
    <PublicFrame title={guide.data?.displayName ?? t('guide.one')}>
      <Found shown={guide} goneTitle={t('page.gone')}>{(data) => <Guide guide={data} />}</Found>
    </PublicFrame>
  );
}

function Guide({ guide }: { guide: Schemas['PublicGuide'] }) {
  const { t } = useTranslation();
  const [seen] = useState(() => viewTeller(tellView));
  const { language } = usePreferences();
  const names = new Intl.DisplayNames([language], { type: 'language', fallback: 'code' });
  const nameOf = (code: string) => {
    try {
      return names.of(code) ?? code;
    } catch {
      return code;
    }
  };
  return (
    <>
      <header className="page-header">
        <h1>{guide.displayName}</h1>
        <p className="lead">{t('page.lead', { languages: guide.languages.map(nameOf).join(language === 'zh' ? '、' : ', ') })}</p>
        <p>{[...guide.destinations, ...guide.categories].map((known) => <span key={known} className="tag">{known}</span>)}</p>
      </header>
      {guide.products.length === 0 && <EmptyState title={t('page.nothing')}>{t('page.nothingHint')}</EmptyState>}
      {guide.products.map((product) => <Product key={product.code} product={product} onSeen={seen} />)}
    </>
  );
}

function Product({ product, onSeen }: { product: Schemas['ProductOnPage']; onSeen: (code: string) => unknown }) {
  const { t } = useTranslation();
  const money = useMoney();
  const card = useRef<HTMLElement>(null);
  const { code } = product;
  useEffect(() => {
    // The platform counts what shoppers see of a guide, so a card below the fold is told of when they come to it.
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        observer.disconnect();
        onSeen(code);
      }
    }, { threshold: 0.5 });
    if (card.current) {
      observer.observe(card.current);
    }
    return () => observer.disconnect();
  }, [code, onSeen]);
  return (
    <section className="panel" aria-labelledby={product.code} ref={card}>
      <div className="earned"><h2 id={product.code}>{product.title}</h2><b>{money(product.price.amountMinor, product.price.currency)}</b></div>
      <NoteText notes={product.notes} />
      {/* Followed by the browser itself: the platform notes whose recommendation it was. */}
      <Button type="primary" block href={product.url}>{t('page.toShop')}</Button>
    </section>
  );
}
