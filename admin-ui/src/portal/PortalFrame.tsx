import { LinkOutlined, LogoutOutlined, SafetyCertificateOutlined, TeamOutlined, WalletOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, NavLink, Outlet, ScrollRestoration, useLocation, useOutletContext } from 'react-router';
import { answer, api, type Schemas } from '../api/client';
import { meQuery } from '../api/queries';
import { Brand, LanguageSwitch, ThemeSwitch } from '../app/Shell';
import { signOut, useSession } from '../auth/session';
import { guideQuery } from '../commerce/queries';
import { EmptyState } from '../ui/EmptyState';
import { ProblemNotice } from '../ui/ProblemNotice';
import '../commerce/commerce.css';

/** What a signed-in guide sees around every page; a page below gets the guide with `useGuide`. */
export function PortalFrame() {
  const session = useSession();
  const location = useLocation();
  const { t } = useTranslation();
  if (!session) {
    return <Navigate to={`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`} replace />;
  }
  const links: { to: string; icon: ReactNode; label: string }[] = [
    { to: '/portal', icon: <SafetyCertificateOutlined aria-hidden />, label: t('portal.status') },
    { to: '/portal/links', icon: <LinkOutlined aria-hidden />, label: t('portal.links') },
    { to: '/portal/earnings', icon: <WalletOutlined aria-hidden />, label: t('portal.earnings') },
    { to: '/portal/invite', icon: <TeamOutlined aria-hidden />, label: t('portal.invite') },
  ];
  return (
    <div className="portal">
      <a className="skip" href="#content">{t('shell.skip')}</a>
      <header className="portal-bar">
        <Brand />
        <LanguageSwitch />
        <ThemeSwitch />
        <Button type="text" icon={<LogoutOutlined aria-hidden />} aria-label={t('auth.signOut')} title={t('auth.signOut')} onClick={() => void signOut()} />
      </header>
      <main id="content" className="portal-content" tabIndex={-1}><OwnGuide /></main>
      <nav className="portal-tabs" aria-label={t('shell.navigation')}>
        <ul>
          {links.map((link) => (
            <li key={link.to}><NavLink to={link.to} end={link.to === '/portal'}><span aria-hidden="true">{link.icon}</span>{link.label}</NavLink></li>
          ))}
        </ul>
      </nav>
      <ScrollRestoration />
    </div>
  );
}

function OwnGuide() {
  const { t } = useTranslation();
  const me = useQuery(meQuery);
  const guideId = me.data?.guideId ?? '';
  const guide = useQuery({ ...guideQuery(guideId), enabled: guideId !== '' });
  const queries = useQueryClient();
  const { mutate: wake } = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/guides/{guideId}:wake', { params: { path: { guideId } } })),
    onSuccess: (after) => queries.setQueryData(guideQuery(guideId).queryKey, after),
  });
  const isDormant = guide.data?.status === 'DORMANT';
  useEffect(() => {
    // Whoever signs in is back.
    if (isDormant) {
      wake();
    }
  }, [isDormant, wake]);
  if (guide.data) {
    return <Outlet context={guide.data} />;
  }
  if (me.data && !guideId) {
    return <EmptyState title={t('portal.notAGuide')}>{t('portal.notAGuideHint')}</EmptyState>;
  }
  const error = me.error ?? guide.error;
  return error ? <ProblemNotice error={error} onRetry={() => { void me.refetch(); void guide.refetch(); }} /> : <Skeleton active />;
}

export function useGuide(): Schemas['Guide'] {
  return useOutletContext<Schemas['Guide']>();
}
