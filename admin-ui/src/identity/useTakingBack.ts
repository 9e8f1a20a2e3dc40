import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { answer, api } from '../api/client';

/** Asks whether to take back what was said of a person, a split or a withdrawal, and does so. */
export function useTakingBack(done: string, okText: string) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  const undo = useMutation({
    mutationFn: (evidenceId: string) => answer(api.DELETE('/api/v1/identity/evidence/{id}', { params: { path: { id: evidenceId } } })),
    onSuccess: async () => {
      await Promise.all([queries.invalidateQueries({ queryKey: ['profile'] }), queries.invalidateQueries({ queryKey: ['why'] })]);
      void message.success(done);
    },
  });
  return {
    error: undo.error,
    ask: (evidenceId: string, title: string, content: string) =>
      modal.confirm({
        title,
        content,
        okText,
        cancelText: t('common.cancel'),
        onOk: () => undo.mutateAsync(evidenceId).catch(() => undefined),
      }),
  };
}
