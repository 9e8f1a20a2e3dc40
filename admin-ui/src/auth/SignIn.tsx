import { Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { Brand, LanguageSwitch, ThemeSwitch } from '../app/Shell';
import { PlanPicture } from '../ui/PlanPicture';
import { beginSignIn, useSession } from './session';

export function SignIn() {
  const { t } = useTranslation();
  const session = useSession();
  const [search] = useSearchParams();
  const to = localPath(search.get('to'));
  useEffect(() => {
    document.title = `${t('auth.signIn')} · Evenreach`;
  }, [t]);
  if (session) {
    return <Navigate to={to} replace />;
  }
  return (
    <div className="sign-in">
      <div className="sign-in-tools"><LanguageSwitch /><ThemeSwitch /></div>
      <main className="sign-in-card">
        <Brand />
        <h1>{t('auth.headline')}</h1>
        <p className="lead">{t('auth.lead')}</p>
        <Button type="primary" size="large" block autoFocus onClick={() => beginSignIn(to)}>{t('auth.signIn')}</Button>
        <PlanPicture />
      </main>
    </div>
  );
}

/** Only an address of this application: a crafted link must not send people elsewhere after they sign in. */
export function localPath(path: string | null): string {
  return path && /^\/(?![/\\])/.test(path) ? path : '/';
}
