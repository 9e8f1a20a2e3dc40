import { InboxOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Progress, Select, Upload } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { upload, type Schemas } from '../api/client';
import { campaignQuery, campaignsQuery, channelsQuery } from '../api/queries';
import { useFormat } from '../ui/format';
import { PageHeader } from '../ui/PageHeader';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useUrlState } from '../ui/useUrlState';
import { draftOf, flawsOf, mappingOf, unmappedLabels, type MappingDraft } from './mapping';
import { MappingEditor } from './MappingEditor';

/** The platform guesses from the first rows, so there is no need to send more. */
const PREVIEW_BYTES = 200_000;

export function NewImportPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const [campaignId, setCampaignId] = useUrlState('campaign');
  const [file, setFile] = useState<File>();
  const [draft, setDraft] = useState<MappingDraft>();
  const [sent, setSent] = useState(0);
  const abort = useRef<AbortController>(null);
  const latest = useRef<File>(null);
  const channels = useQuery(channelsQuery);
  const campaigns = useInfiniteQuery(campaignsQuery());
  const chosen = useQuery({ ...campaignQuery(campaignId ?? ''), enabled: Boolean(campaignId) });
  const listed = campaigns.data?.pages.flatMap((page) => page.items) ?? [];
  const options = chosen.data && !listed.some((each) => each.campaignId === campaignId) ? [chosen.data, ...listed] : listed;

  const preview = useMutation({
    mutationFn: (picked: File) => {
      const form = new FormData();
      form.append('file', firstRowsOf(picked), picked.name);
      return upload<Schemas['ImportPreview']>('/api/v1/imports/preview', form, () => undefined, new AbortController().signal);
    },
    onSuccess: (answer, picked) => {
      // Whoever chose another file meanwhile waits for the answer about that one.
      if (picked === latest.current) {
        setDraft(draftOf(answer, channels.data ?? []));
      }
    },
  });

  const send = useMutation({
    mutationFn: (job: { file: File; mapping: Schemas['ImportMapping'] }) => {
      abort.current = new AbortController();
      setSent(0);
      const form = new FormData();
      // The mapping goes first, so that a wrong one is refused before the whole file has travelled.
      form.append('mapping', new Blob([JSON.stringify(job.mapping)], { type: 'application/json' }));
      form.append('file', job.file, job.file.name);
      return upload<Schemas['Job']>('/api/v1/imports', form, setSent, abort.current.signal);
    },
    onSuccess: (job) => void navigate(`/imports/${job.jobId}`),
  });

  const pick = (picked: File) => {
    latest.current = picked;
    setFile(picked);
    setDraft(undefined);
    send.reset();
    preview.mutate(picked);
    return false;
  };
  const flaws = draft ? flawsOf(draft, chosen.data?.audience.kind === 'DATA_SET') : [];
  const unmapped = draft ? unmappedLabels(draft) : [];

  return (
    <>
      <PageHeader title={t('import.new')} lead={t('import.newLead')} back={{ to: '/imports', label: t('import.title') }} />
      <section className="panel step-panel">
        <h2><span className="step-number" aria-hidden="true">1</span>{t('import.step1')}</h2>
        <p className="muted">{t('import.step1Hint')}</p>
        <Select
          className="wide"
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('import.campaign')}
          placeholder={t('import.campaign')}
          loading={campaigns.isLoading}
          value={campaignId ?? null}
          onChange={(value) => setCampaignId(value ?? undefined)}
          options={options.map((campaign) => ({ value: campaign.campaignId, label: campaign.name }))}
          notFoundContent={<Link to="/campaigns/new">{t('campaign.new')}</Link>}
        />
        {chosen.data && (
          <p className="muted small">{t('import.flight', { from: format.date(chosen.data.startsAt), to: format.date(chosen.data.endsAt) })}</p>
        )}
      </section>
      <section className="panel step-panel">
        <h2><span className="step-number" aria-hidden="true">2</span>{t('import.step2')}</h2>
        <Upload.Dragger
          accept=".csv,.tsv,.txt,.ndjson,.jsonl,.gz"
          showUploadList={false}
          beforeUpload={pick}
          disabled={send.isPending}
          className={file ? 'dragger chosen' : 'dragger'}
        >
          {file
            ? <p><strong>{file.name}</strong> · {format.bytes(file.size)}<br /><span className="muted small">{t('import.chooseOther')}</span></p>
            : <p><InboxOutlined className="dragger-icon" aria-hidden /><br /><strong>{t('import.choose')}</strong><br /><span className="muted small">{t('import.chooseHint')}</span></p>}
        </Upload.Dragger>
        {preview.isPending && <p role="status" className="muted">{t('import.reading')}</p>}
        <ProblemNotice error={preview.error} />
      </section>
      {draft && file && (
        <>
          <section className="panel step-panel">
            <h2><span className="step-number" aria-hidden="true">3</span>{t('import.step3')}</h2>
            <p className="muted">{t('import.step3Hint')}</p>
            <MappingEditor draft={draft} onChange={setDraft} channels={channels.data ?? []} />
          </section>
          <section className="panel step-panel">
            <h2><span className="step-number" aria-hidden="true">4</span>{t('import.step4')}</h2>
            {flaws.length > 0 && (
              <Alert type="warning" showIcon title={t('import.notYet')} description={<ul className="plain-list">{flaws.map((flaw) => <li key={flaw}>{t(`import.flaw.${flaw}`)}</li>)}</ul>} />
            )}
            {flaws.length === 0 && unmapped.length > 0 && (
              <Alert type="info" showIcon title={t('import.unmapped', { labels: unmapped.join(', ') })} />
            )}
            <ProblemNotice error={send.error} details={detailsOf(send.error)} />
            {send.isPending
              ? (
                <div className="sending">
                  <Progress percent={Math.round(sent * 100)} status="active" aria-label={t('import.sending')} />
                  <Button onClick={() => abort.current?.abort()}>{t('common.cancel')}</Button>
                </div>
              )
              : (
                <Button
                  type="primary"
                  size="large"
                  disabled={flaws.length > 0 || !campaignId}
                  onClick={() => campaignId && send.mutate({ file, mapping: mappingOf(draft, campaignId) })}
                >
                  {t('import.start')}
                </Button>
              )}
            {!campaignId && <p className="muted small">{t('import.campaignMissing')}</p>}
          </section>
        </>
      )}
    </>
  );
}

function firstRowsOf(file: File): Blob {
  return file.size <= PREVIEW_BYTES ? file : file.slice(0, PREVIEW_BYTES);
}

function detailsOf(error: unknown): string[] {
  return error && typeof error === 'object' && 'problem' in error
    ? ((error as { problem: Schemas['Problem'] }).problem.errors ?? []).map((each) => `${each.pointer}: ${each.message}`)
    : [];
}
