import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { PageHeader } from '../ui/PageHeader';
import { useCan } from '../ui/useCan';
import './commerce.css';

/** What belongs to guides and their sales, as far as the reader may see it. */
export function CommerceFrame() {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <>
      <PageHeader title={t('commerce.title')} lead={t('commerce.lead')} />
      <nav className="subnav scrolled" aria-label={t('commerce.pages')}>
        {can('guide:read') && <NavLink to="/guides" end>{t('commerce.review')}</NavLink>}
        {can('guide:approve') && <NavLink to="/guides/notes">{t('commerce.notes')}</NavLink>}
        {can('guide:read') && <NavLink to="/guides/forest">{t('commerce.forest')}</NavLink>}
        {can('commerce:write') && <NavLink to="/guides/catalogue">{t('commerce.catalogue')}</NavLink>}
        {can('order:read') && <NavLink to="/guides/orders">{t('commerce.orders')}</NavLink>}
        {can('order:read') && <NavLink to="/guides/reports">{t('commerce.reports')}</NavLink>}
        {can('guide:approve') && <NavLink to="/guides/disputes">{t('commerce.disputes')}</NavLink>}
        {(can('payout:write') || can('payout:approve')) && <NavLink to="/guides/payouts">{t('commerce.payouts')}</NavLink>}
        {can('ledger:read') && <NavLink to="/guides/ledger">{t('commerce.ledger')}</NavLink>}
        {can('ledger:read') && <NavLink to="/guides/figures">{t('commerce.figures')}</NavLink>}
      </nav>
      <Outlet />
    </>
  );
}
