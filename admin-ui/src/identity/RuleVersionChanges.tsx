import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ruleVersionQuery } from '../api/queries';
import { useWindowText } from '../campaigns/usePlanText';
import { useFormat } from '../ui/format';
import { ProblemNotice } from '../ui/ProblemNotice';
import { blockedChange } from './blocked';
import { changesBetween, type RuleChange } from './rulesForm';
import { useWord } from './useWord';

interface Props {
  version: number;
  /** The version it is held against; the one before where that is not said. */
  from?: number;
}

/** What one version of the rules says differently than another. */
export function RuleVersionChanges({ version, from = version - 1 }: Props) {
  const { t } = useTranslation();
  const say = useChangeText();
  const before = useQuery(ruleVersionQuery(from));
  const after = useQuery(ruleVersionQuery(version));
  if (!before.data || !after.data) {
    const error = before.error ?? after.error;
    return error ? <ProblemNotice error={error} onRetry={() => { void before.refetch(); void after.refetch(); }} /> : <Skeleton active paragraph={{ rows: 1 }} />;
  }
  const { added, removed } = blockedChange(before.data.blocked, after.data.blocked);
  const lines = [
    ...changesBetween(before.data, after.data).map(say),
    ...added.map((value) => t('identity.nowBlocked', { value })),
    ...removed.map((value) => t('identity.noLongerBlocked', { value })),
  ];
  return (
    <>
      <p className="muted small">{t('identity.unlike', { version: from })}</p>
      {lines.length === 0 ? <p>{t('identity.sameRules')}</p> : <ul className="bullets">{lines.map((line) => <li key={line}>{line}</li>)}</ul>}
    </>
  );
}

function useChangeText(): (change: RuleChange) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  const windowText = useWindowText();
  const within = (window: string | null | undefined) => (window ? windowText({ kind: 'ROLLING', duration: window }) : t('identity.rule.ever'));
  return (change) => {
    switch (change.part) {
      case 'identifiersPerProfile':
        return t('identity.changed', { what: t('identity.identifiersPerProfile'), before: format.number(change.before), after: format.number(change.after) });
      case 'strength':
        return t('identity.changed', {
          what: `${word('identifier', change.type)} · ${t('identity.rule.strength')}`, before: change.before ? t(`identity.strength.${change.before}`) : '–', after: t(`identity.strength.${change.after}`),
        });
      case 'perProfileWindow':
      case 'personsPerKeyWindow': {
        const limit = change.part === 'perProfileWindow' ? 'perProfile' : 'personsPerKey';
        return t('identity.changed', { what: `${word('identifier', change.type)} · ${t(`identity.rule.${limit}`)} · ${t('identity.rule.within')}`, before: within(change.before), after: within(change.after) });
      }
      default:
        return t('identity.changed', { what: `${word('identifier', change.type)} · ${t(`identity.rule.${change.part}`)}`, before: format.number(change.before), after: format.number(change.after) });
    }
  };
}
