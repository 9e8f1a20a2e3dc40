import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/problem';

/** What went wrong, in the reader's language where the code is known, with the platform's own detail beneath. */
export function ProblemNotice({ error, onRetry, details = [] }: { error: unknown; onRetry?: () => void; details?: string[] }) {
  const { t } = useTranslation();
  const say = useProblemText();
  if (!error) {
    return null;
  }
  const { title, detail } = say(error);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={title}
      description={detail || details.length > 0
        ? <>{detail}{details.length > 0 && <ul className="plain-list">{details.map((line) => <li key={line}>{line}</li>)}</ul>}</>
        : undefined}
      action={onRetry ? <Button size="small" onClick={onRetry}>{t('common.retry')}</Button> : undefined}
    />
  );
}

export function useProblemText(): (error: unknown) => { title: string; detail: string } {
  const { t, i18n } = useTranslation();
  return (error) => {
    if (!(error instanceof ApiProblem)) {
      return { title: t('problem.unexpected'), detail: error instanceof Error ? error.message : String(error) };
    }
    const key = `problem.${error.code}`;
    const title = i18n.exists(key) ? i18n.t(key as 'problem.unexpected') : error.problem.title ?? t('problem.unexpected');
    const detail = error.problem.detail ?? '';
    return { title, detail: detail === title ? '' : detail };
  };
}
