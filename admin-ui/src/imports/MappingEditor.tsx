import { PlusOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { AutoComplete, Button, Checkbox, Select } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../api/client';
import { channelsQuery } from '../api/queries';
import { ProblemNotice } from '../ui/ProblemNotice';
import { useCan } from '../ui/useCan';
import { familyOf, slugOf } from '../channels/channelGuess';
import { IDENTIFIER_TYPES, isScoped, labelsOf, ROLES, withColumn, withRole, type ColumnMapping, type MappingDraft } from './mapping';

interface Props {
  draft: MappingDraft;
  onChange: (draft: MappingDraft) => void;
  channels: Schemas['Channel'][];
}

export function MappingEditor({ draft, onChange, channels }: Props) {
  const { t } = useTranslation();
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone').map((value) => ({ value, label: value })), []);
  const hasChannelColumn = draft.columns.some((column) => column.role === 'channel');
  const channelOptions = channels.map((channel) => ({ value: channel.channelId, label: channel.name }));
  return (
    <>
      <ul className="mapping">
        {draft.columns.map((column) => (
          <li key={column.column} className={column.role === 'unused' ? 'unused' : ''}>
            <div className="mapping-column">
              <strong className="mono">{column.column}</strong>
              <span className="muted small samples">{column.samples.slice(0, 3).join(' · ')}</span>
            </div>
            <Select
              className="mapping-role"
              aria-label={t('import.meaningOf', { column: column.column })}
              value={column.role}
              onChange={(role) => onChange(withRole(draft, column.column, role))}
              options={ROLES.map((value) => ({ value, label: t(`import.role.${value}`) }))}
            />
            <RoleDetail draft={draft} column={column} onChange={onChange} />
          </li>
        ))}
      </ul>
      {!hasChannelColumn && (
        <label className="inline-field">
          <span>{t('import.constantChannel')}</span>
          <Select
            allowClear
            className="channel-select"
            value={draft.constantChannel ?? null}
            onChange={(value) => onChange({ ...draft, constantChannel: value ?? undefined })}
            options={channelOptions}
          />
        </label>
      )}
      {hasChannelColumn && labelsOf(draft).length > 0 && <ChannelLabels draft={draft} onChange={onChange} channels={channels} />}
      <label className="inline-field">
        <span>{t('import.zone')}</span>
        <Select
          showSearch
          className="channel-select"
          value={draft.zone}
          onChange={(zone) => onChange({ ...draft, zone })}
          options={[{ value: 'UTC', label: 'UTC' }, ...zones.filter((zone) => zone.value !== 'UTC')]}
        />
      </label>
    </>
  );
}

function RoleDetail({ draft, column, onChange }: { draft: MappingDraft; column: ColumnMapping; onChange: (draft: MappingDraft) => void }) {
  const { t } = useTranslation();
  switch (column.role) {
    case 'customer':
      return (
        <div className="mapping-detail">
          <Select
            className="mapping-type"
            aria-label={t('import.typeOf', { column: column.column })}
            value={column.type}
            onChange={(type) => onChange(withColumn(draft, column.column, { type }))}
            options={IDENTIFIER_TYPES.map((value) => ({ value, label: t(`identifier.${value}`) }))}
          />
          {isScoped(column.type) && (
            <AutoComplete
              className="mapping-scope"
              aria-label={t('import.scopeOf', { column: column.column })}
              placeholder={t(`import.scope.${column.type}` as 'import.scope.login_id')}
              value={column.scope}
              onChange={(scope) => onChange(withColumn(draft, column.column, { scope: scope ?? '' }))}
              status={column.scope.trim() ? '' : 'warning'}
            />
          )}
        </div>
      );
    case 'interaction':
      return (
        <fieldset className="mapping-detail checks">
          <legend className="small muted">{t('import.whichExposures')}</legend>
          <Checkbox.Group
            value={column.exposures}
            onChange={(exposures) => onChange(withColumn(draft, column.column, { exposures: exposures.map(String) }))}
            options={column.samples.slice(0, 12).map((value) => ({ value, label: value }))}
          />
        </fieldset>
      );
    case 'exposureId':
      return <p className="mapping-detail muted small">{t('import.exposureIdHint')}</p>;
    case 'time':
    case 'channel':
    case 'unused':
      return <span className="mapping-detail" />;
  }
}

function ChannelLabels({ draft, onChange, channels }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: async (label: string) => {
      const channelId = slugOf(label);
      await answer(api.PUT('/api/v1/channels/{channelId}', { params: { path: { channelId } }, body: { name: label, domain: 'PUBLIC', family: familyOf(label) } }));
      await queries.invalidateQueries({ queryKey: channelsQuery.queryKey });
      return { label, channelId };
    },
    onSuccess: ({ label, channelId }) => onChange({ ...draft, channels: { ...draft.channels, [label]: channelId } }),
  });
  return (
    <div className="labels">
      <h3>{t('import.labels')}</h3>
      <p className="muted small">{t('import.labelsHint')}</p>
      <ProblemNotice error={create.error} />
      <ul className="mapping">
        {labelsOf(draft).map((label) => (
          <li key={label}>
            <strong>{label}</strong>
            <Select
              allowClear
              aria-label={t('import.channelOf', { label })}
              placeholder={t('import.leaveOut')}
              value={draft.channels[label] ?? null}
              onChange={(value) => onChange({ ...draft, channels: { ...draft.channels, [label]: value ?? '' } })}
              options={channels.map((channel) => ({ value: channel.channelId, label: channel.name }))}
            />
            {!draft.channels[label] && can('channel:write')
              ? (
                <Button icon={<PlusOutlined aria-hidden />} loading={create.isPending && create.variables === label} onClick={() => create.mutate(label)}>
                  {t('import.createChannel', { label })}
                </Button>
              )
              : <span />}
          </li>
        ))}
      </ul>
    </div>
  );
}
