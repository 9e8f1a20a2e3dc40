import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { useFormat } from '../ui/format';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { HashText } from './EvidenceTable';
import { useTakingBack } from './useTakingBack';

/** Of more than this, only how many they are is said. */
const SHOWN = 12;

/** The purposes that were withdrawn for identifiers of a person, each with the way back. */
export function Withdrawals({ profile }: { profile: Schemas['Profile'] }) {
  const { t } = useTranslation();
  const can = useCan();
  const format = useFormat();
  const takingBack = useTakingBack(t('identity.withdrawalUndone'), t('identity.withdrawalUndo'));
  // Of what the person has for another purpose only, there is nothing to show but a hash.
  const owned = new Set(profile.identifiers.map((each) => each.hash));
  const shownOf = (withdrawal: Schemas['Withdrawal']) => withdrawal.identifiers.filter((hash) => owned.has(hash)).slice(0, SHOWN);
  if (profile.withdrawals.length === 0) {
    return null;
  }
  return (
    <section className="panel" aria-labelledby="withdrawals">
      <h2 id="withdrawals">{t('identity.withdrawals')}</h2>
      <p className="muted">{t('identity.withdrawalsLead')}</p>
      <ProblemNotice error={takingBack.error} />
      <ul className="rows">
        {profile.withdrawals.map((withdrawal) => (
          <li key={withdrawal.evidenceId}>
            <div>
              <strong>{t('identity.withdrawnFor', { purposes: withdrawal.purposes.map((each) => t(`identity.purpose.${each}`)).join(' · '), count: withdrawal.identifiers.length })}</strong>
              <div className="muted small">{format.dateTime(withdrawal.withdrawnAt)} · {withdrawal.decidedBy}{withdrawal.reason && ` · ${withdrawal.reason}`}</div>
              <ul className="plain-list small">{shownOf(withdrawal).map((hash) => <li key={hash}><HashText hash={hash} profile={profile} /></li>)}</ul>
            </div>
            {can('identity:write') && <Button onClick={() => takingBack.ask(withdrawal.evidenceId, t('identity.withdrawalBackTitle'), t('identity.withdrawalBackText'))}>{t('identity.withdrawalUndo')}</Button>}
          </li>
        ))}
      </ul>
    </section>
  );
}
