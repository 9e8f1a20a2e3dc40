import { ExperimentOutlined } from '@ant-design/icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, InputNumber, Progress } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answer, api, type Schemas } from '../api/client';
import { isOver, simulationQuery } from '../api/queries';
import { useChannelName, useWindowText } from '../campaigns/usePlanText';
import { FIGURES, TONES } from '../simulations/comparison';
import { useFormat } from '../ui/format';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useUrlState } from '../ui/useUrlState';

/** Replays what was shown as if every channel had asked first, under this plan or another. */
export function WhatIf({ campaign }: { campaign: Schemas['Campaign'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useChannelName();
  const windowText = useWindowText();
  const [jobId, setJobId] = useUrlState('simulation');
  const [targets, setTargets] = useState(() => campaign.plan.map((row) => row.target));
  const simulation = useQuery({ ...simulationQuery(jobId ?? ''), enabled: Boolean(jobId) });
  const start = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/simulations', {
      body: { campaignId: campaign.campaignId, plan: campaign.plan.map((row, index) => ({ channel: row.channel, target: targets[index] ?? row.target, window: row.window })) },
    })),
    onSuccess: (job) => setJobId(job.jobId),
  });
  const running = start.isPending || (Boolean(jobId) && !isOver(simulation.data?.status) && !simulation.isError);
  const results = simulation.data?.status === 'COMPLETED' ? simulation.data.channels ?? [] : [];
  const denied = results.reduce((sum, each) => sum + each.denied, 0);
  return (
    <>
      <div className="people-head">
        <p className="muted">{t('whatIf.lead')}</p>
        <Link to={`/simulations?campaign=${campaign.campaignId}`}>{t('whatIf.compare')}</Link>
      </div>
      <div className="what-if-plan">
        {campaign.plan.map((row, index) => (
          <label key={index}>
            <span>{nameOf(row.channel)} <span className="muted small">{windowText(row.window)}</span></span>
            <InputNumber
              min={0}
              precision={0}
              value={targets[index] ?? row.target}
              onChange={(value) => setTargets(targets.map((target, at) => (at === index ? value ?? row.target : target)))}
              aria-label={t('whatIf.target', { channel: nameOf(row.channel) })}
            />
          </label>
        ))}
        <Button type="primary" icon={<ExperimentOutlined aria-hidden />} loading={running} onClick={() => start.mutate()}>{t('whatIf.run')}</Button>
      </div>
      <ProblemNotice error={start.error ?? simulation.error} />
      {running && <Progress percent={100} status="active" showInfo={false} aria-label={t('whatIf.running')} />}
      {simulation.data?.status === 'FAILED' && <ProblemNotice error={new Error(simulation.data.error ?? t('job.status.FAILED'))} />}
      {results.length > 0 && (
        <div className="table-scroll" tabIndex={0} role="region" aria-label={t('whatIf.title')}>
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{t('campaign.channel')}</th>
                {FIGURES.map((figure) => <th key={figure} scope="col">{t(`simulation.figures.${figure}`)}</th>)}
              </tr>
            </thead>
            <tbody>
              {results.map((each, index) => (
                <tr key={`${each.channel} ${index}`}>
                  <th scope="row">{nameOf(each.channel)}</th>
                  {FIGURES.map((figure) => <td key={figure} className={TONES[figure]}>{format.number(each[figure])}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {results.length > 0 && (
        <p>{t('whatIf.conclusion', { count: denied, denied: format.number(denied) })}</p>
      )}
    </>
  );
}
