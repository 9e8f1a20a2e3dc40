import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { PageHeader } from '../ui/PageHeader';

/** What all pages about who is one person share. */
export function IdentityFrame() {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title={t('identity.title')} lead={t('identity.lead')} />
      <nav className="subnav" aria-label={t('identity.pages')}>
        <NavLink to="/identity" end>{t('identity.search')}</NavLink>
        <NavLink to="/identity/why">{t('identity.why')}</NavLink>
        <NavLink to="/identity/rules">{t('identity.rules')}</NavLink>
        <NavLink to="/identity/review">{t('identity.review')}</NavLink>
        <NavLink to="/identity/quality">{t('identity.quality')}</NavLink>
      </nav>
      <Outlet />
    </>
  );
}
