import { Button, Spin } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { EmptyState } from '../ui/EmptyState';
import { beginSignIn, completeSignIn } from './session';

/** A code is good for one exchange, and a component may be mounted twice. */
let exchange: { code: string | null; result: Promise<string> } | null = null;

export function Callback() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const [failure, setFailure] = useState<string>();

  useEffect(() => {
    const code = search.get('code');
    if (exchange?.code !== code) {
      exchange = { code, result: completeSignIn(search) };
    }
    exchange?.result.then(
      (to) => void navigate(to, { replace: true }),
      (cause: unknown) => setFailure(cause instanceof Error ? cause.message : String(cause)),
    );
  }, [search, navigate]);

  return (
    <main className="fault">
      {failure
        ? (
          <EmptyState title={t('auth.failed')} action={<Button type="primary" onClick={() => beginSignIn('/')}>{t('auth.again')}</Button>}>
            {t('auth.failedHint')} <code>{failure}</code>
          </EmptyState>
        )
        : <Spin size="large" aria-label={t('auth.working')} />}
    </main>
  );
}
