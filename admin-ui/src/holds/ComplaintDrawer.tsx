import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Drawer, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api } from '../api/client';
import type { FieldPath } from '../api/problem';
import { IDENTIFIER_TYPES, isScoped } from '../imports/mapping';
import { FormActions } from '../ui/FormActions';
import { ProblemNotice } from '../ui/ProblemNotice';
import { showOnForm } from '../ui/showOnForm';

interface ComplaintValues {
  complaintId: string;
  domain: string;
  severity: 'LOW' | 'MEDIUM' | 'HIGH';
  type: string;
  scope?: string;
  value: string;
}

/** Records a complaint that reached us outside of the systems that report them. */
export function ComplaintDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer open={open} onClose={onClose} size={460} title={t('hold.record')} destroyOnHidden>
      <ComplaintForm onDone={onClose} />
    </Drawer>
  );
}

function ComplaintForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<ComplaintValues>();
  const [complaintId] = useState(() => `C-${Date.now().toString(36).toUpperCase()}`);
  const type = Form.useWatch('type', form) ?? 'phone';
  const open = useMutation({
    mutationFn: (values: ComplaintValues) =>
      answer(api.POST('/api/v1/complaints', {
        body: {
          complaintId: values.complaintId.trim(),
          domain: values.domain.trim(),
          severity: values.severity,
          openedAt: new Date().toISOString(),
          identifiers: [{ type: values.type, value: values.value.trim(), ...(isScoped(values.type) ? { scope: values.scope?.trim() ?? '' } : {}) }],
        },
      })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['holds'] });
      void message.success(t('hold.recorded'));
      onDone();
    },
    onError: (error) => {
      showOnForm(form, error, fieldForComplaint);
    },
  });
  return (
    <Form<ComplaintValues>
      form={form}
      layout="vertical"
      initialValues={{ complaintId, severity: 'MEDIUM', type: 'phone' }}
      onFinish={(values) => open.mutate(values)}
    >
      <p className="muted">{t('hold.recordLead')}</p>
      <ProblemNotice error={open.error} />
      <Form.Item name="type" label={t('hold.identifierType')}>
        <Select options={IDENTIFIER_TYPES.map((value) => ({ value, label: t(`identifier.${value}`) }))} />
      </Form.Item>
      {isScoped(type) && (
        <Form.Item name="scope" label={t('hold.scope')} extra={t('hold.scopeHint')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
          <Input className="mono" />
        </Form.Item>
      )}
      <Form.Item name="value" label={t('hold.identifierValue')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
        <Input autoFocus className="mono" />
      </Form.Item>
      <Form.Item name="domain" label={t('hold.domain')} extra={t('hold.domainHint')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
        <Input />
      </Form.Item>
      <Form.Item name="severity" label={t('hold.severity')} extra={t('hold.severityHint')}>
        <Radio.Group optionType="button" options={(['LOW', 'MEDIUM', 'HIGH'] as const).map((value) => ({ value, label: t(`hold.severities.${value}`) }))} />
      </Form.Item>
      <Form.Item name="complaintId" label={t('hold.complaintId')} extra={t('hold.complaintIdHint')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
        <Input className="mono" maxLength={200} />
      </Form.Item>
      <FormActions onCancel={onDone} isSending={open.isPending} send={t('hold.recordNow')} />
    </Form>
  );
}

function fieldForComplaint(path: FieldPath): FieldPath | null {
  const [first, , part] = path;
  if (first === 'identifiers') {
    return [part === 'type' || part === 'scope' ? part : 'value'];
  }
  return first === 'domain' || first === 'severity' || first === 'complaintId' ? [first] : null;
}
