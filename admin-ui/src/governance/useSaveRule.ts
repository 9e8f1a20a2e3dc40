import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { App, type FormInstance } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldPath } from '../api/problem';
import { showOnForm } from '../ui/showOnForm';

interface Saving<V> {
  form: FormInstance<V>;
  send: (filled: V) => Promise<unknown>;
  fieldFor: (path: FieldPath) => FieldPath | null;
  queryKey: QueryKey;
  onDone: () => void;
}

/** Saves a rule of any kind from its form; `rest` is what was wrong with it that no field shows. */
export function useSaveRule<V>({ form, send, fieldFor, queryKey, onDone }: Saving<V>) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [rest, setRest] = useState<string[]>([]);
  const save = useMutation({
    mutationFn: send,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey });
      void message.success(t('governance.saved'));
      onDone();
    },
    onError: (error) => setRest(showOnForm(form, error, fieldFor)),
  });
  return { save, rest };
}
