import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import type { PlanRowKey } from '../api/queries';
import { useChannelName, useWindowText } from '../campaigns/usePlanText';
import { useFormat } from '../ui/format';
import { barsOf, figuresOf, heavyShare, STRENGTHS, type Bar, type Kind } from './histogram';
import { HistogramChart } from './HistogramChart';

interface Props {
  reach: Schemas['ReachChannel'];
  row: number;
  onPeople: (list: 'heavy' | 'leakage', of: PlanRowKey) => void;
  onBar: (bar: Bar, of: PlanRowKey) => void;
}

const KINDS: Kind[] = ['under', 'exact', 'over'];

export function ChannelCard({ reach, row, onPeople, onBar }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useChannelName();
  const windowText = useWindowText();
  const [table, setTable] = useState(false);
  const { target, window } = reach;
  const perWindow = window.kind !== 'CAMPAIGN';
  const { figures, running } = figuresOf(reach);
  const bars = useMemo(() => barsOf(figures.histogram, target), [figures.histogram, target]);
  const total = figures.under + figures.exact + figures.over;
  const name = nameOf(reach.channel);
  const id = useId();
  const people = (list: 'heavy' | 'leakage') => onPeople(list, { channel: reach.channel, row });
  const open = (bar: Bar) => onBar(bar, { channel: reach.channel, row });

  return (
    <article className="panel channel-card" aria-labelledby={id}>
      <header>
        <div>
          <h3 id={id}>{name}</h3>
          <p className="muted small">
            {t('reach.planIs', { count: target, window: windowText(window) })}
            {reach.minimum !== target && <><br />{t('campaign.minimumIs', { count: reach.minimum })}</>}
          </p>
        </div>
        <button type="button" className="linkish small" aria-pressed={table} onClick={() => setTable(!table)}>
          {table ? t('reach.showChart') : t('reach.showTable')}
        </button>
      </header>
      <div className="split-bar" aria-hidden="true">
        {KINDS.map((kind) => <i key={kind} className={kind} style={{ flexGrow: total === 0 ? 0 : figures[kind] / total }} />)}
      </div>
      <dl className="kinds">
        {KINDS.map((kind) => (
          <div key={kind}>
            <dt><i className={`swatch ${kind}`} aria-hidden="true" />{t(`reach.${kind}`)}</dt>
            <dd>{format.number(figures[kind])}<small>{format.percent(total === 0 ? 0 : figures[kind] / total)}</small></dd>
          </div>
        ))}
      </dl>
      {table
        ? <HistogramTable bars={bars} target={target} onBar={open} caption={t('reach.chartLabel', { channel: name })} />
        : <HistogramChart bars={bars} target={target} onBar={open} label={t('reach.chartLabel', { channel: name })} />}
      <p className="axis-note">{perWindow ? t('reach.axisTiles') : t('reach.axis')}</p>
      <dl className="numbers">
        <div><dt>{t('reach.reached')}</dt><dd>{format.number(figures.reached)}</dd></div>
        <div><dt>{t('reach.exposures')}</dt><dd>{format.number(figures.exposures)}</dd></div>
        <div>
          <dt>{t('reach.heavyTouches')}</dt>
          <dd>
            <button type="button" className="linkish over" onClick={() => people('heavy')}>{format.number(figures.heavyTouches)}</button>
            <small>{t('reach.ofExposures', { share: format.percent(heavyShare(figures)) })}</small>
          </dd>
        </div>
        <div>
          <dt>{t('reach.leakageTouches')}</dt>
          <dd>
            <button type="button" className="linkish under" onClick={() => people('leakage')}>{format.number(figures.leakageTouches)}</button>
            {reach.savable !== undefined && <small>{t('reach.savableCustomers', { count: reach.savable, customers: format.number(reach.savable) })}</small>}
          </dd>
        </div>
      </dl>
      {figures.underByIdentity && (
        <p className="muted small card-note">
          {t('reach.underByIdentity')} {STRENGTHS.map((strength) => `${t(`reach.strength.${strength}`)} ${format.number(figures.underByIdentity?.[strength])}`).join(' · ')}
        </p>
      )}
      {perWindow && (
        <p className="muted small card-note">
          {running ? t('reach.runningOnly') : t('reach.tiles', { count: reach.tiles ?? 0, windows: format.number(reach.tiles ?? 0) })}
          {reach.tilesOmitted !== undefined && ` ${t('reach.tilesOmitted', { count: reach.tilesOmitted, windows: format.number(reach.tilesOmitted) })}`}
          {reach.rollingViolations !== undefined && ` ${t('reach.rollingViolations', { count: reach.rollingViolations })}`}
          {reach.open && !running && ` ${t('reach.soFar', { from: format.dateTime(reach.open.from), exposures: format.number(reach.open.exposures), reached: format.number(reach.open.reached), heavy: format.number(reach.open.heavyTouches) })}`}
        </p>
      )}
    </article>
  );
}

function HistogramTable({ bars, target, caption, onBar }: { bars: Bar[]; target: number; caption: string; onBar: (bar: Bar) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table className="plain-table">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr><th scope="col">{t('reach.columnTouches')}</th><th scope="col">{t('reach.columnCustomers')}</th><th scope="col">{t('reach.columnShare')}</th><th scope="col">{t('reach.columnKind')}</th></tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.label} className={bar.from === target && !bar.open ? 'plan' : ''}>
              <th scope="row">{bar.label}</th>
              <td>
                <button type="button" className="linkish" aria-label={t('reach.openBar', { customers: format.number(bar.customers), label: bar.label })} onClick={() => onBar(bar)}>
                  {format.number(bar.customers)}
                </button>
              </td>
              <td>{format.percent(bar.share)}</td>
              <td><i className={`swatch ${bar.kind}`} aria-hidden="true" />{t(`reach.${bar.kind}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
