import type { Schemas } from '../api/client';
import { useChannelName, useWindowText } from './usePlanText';

/** A plan at a glance: "Paid search 3 · WeChat 2". */
export function PlanSummary({ plan }: { plan: Schemas['PlanRow'][] }) {
  const nameOf = useChannelName();
  const windowText = useWindowText();
  return (
    <ul className="plan-summary">
      {plan.map((row, index) => (
        <li key={index} title={windowText(row.window)}>{nameOf(row.channel)} <b>{row.target}</b></li>
      ))}
    </ul>
  );
}
