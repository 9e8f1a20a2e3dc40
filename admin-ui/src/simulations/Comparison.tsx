import { Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { isOver } from '../api/queries';
import { useChannelName, useWindowText } from '../campaigns/usePlanText';
import { useFormat } from '../ui/format';
import { JobStatusChip } from '../ui/Status';
import { compare, FIGURES, TONES, totals, type Figure } from './comparison';
import { planLetter } from './plans';

/** What came of each plan, filled in as their runs end. */
export function Comparison({ simulations }: { simulations: (Schemas['Simulation'] | undefined)[] }) {
  const { t } = useTranslation();
  const nameOf = useChannelName();
  const windowText = useWindowText();
  const channels = compare(simulations);
  const over = simulations.filter((simulation) => isOver(simulation?.status)).length;
  return (
    <section className="panel" aria-labelledby="comparison" aria-busy={over < simulations.length}>
      <h2 id="comparison">{t('simulation.result')}</h2>
      <p className="muted" aria-live="polite">{over < simulations.length ? t('simulation.progress', { over, all: simulations.length }) : t('simulation.resultLead')}</p>
      {over < simulations.length && <Progress percent={Math.round((100 * over) / simulations.length)} status="active" aria-label={t('simulation.result')} />}
      <div className="table-scroll comparison" tabIndex={0} role="region" aria-label={t('simulation.result')}>
        <table className="plain-table">
          <thead>
            <tr>
              <td />
              {simulations.map((simulation, plan) => (
                <th key={plan} scope="col">
                  {t('simulation.plan', { letter: planLetter(plan) })}
                  {simulation && simulation.status !== 'COMPLETED' && <div><JobStatusChip status={simulation.status} /></div>}
                  {simulation?.error && <div className="over small">{simulation.error}</div>}
                </th>
              ))}
            </tr>
          </thead>
          {channels.map(({ channel, cells }) => (
            <tbody key={channel}>
              <tr className="comparison-channel">
                <th scope="rowgroup">{nameOf(channel)}</th>
                {cells.map((cell, plan) => (
                  <td key={plan}>{cell.rows.map((row, at) => <div key={at}>{t('simulation.rowIs', { count: row.target, window: windowText(row.window) })}</div>)}</td>
                ))}
              </tr>
              {FIGURES.map((figure) => <FigureRow key={figure} figure={figure} values={cells.map((cell) => cell.outcome?.[figure])} />)}
            </tbody>
          ))}
          {channels.length > 1 && (
            <tbody>
              <tr className="comparison-channel"><th scope="rowgroup">{t('simulation.total')}</th>{simulations.map((_, plan) => <td key={plan} />)}</tr>
              {FIGURES.map((figure) => <FigureRow key={figure} figure={figure} values={totals(channels, figure)} />)}
            </tbody>
          )}
        </table>
      </div>
    </section>
  );
}

function FigureRow({ figure, values }: { figure: Figure; values: (number | undefined)[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <tr>
      <th scope="row">{t(`simulation.figures.${figure}`)}</th>
      {values.map((value, plan) => <td key={plan} className={TONES[figure]}>{format.number(value)}</td>)}
    </tr>
  );
}
