import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import enGB from 'antd/locale/en_GB';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import 'dayjs/locale/en-gb';
import { useEffect, useMemo } from 'react';
import { RouterProvider } from 'react-router';
import { ApiProblem } from '../api/problem';
import { PreferencesProvider, usePreferences } from './preferences';
import { router } from './routes';
import { themeOf } from './theme';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      // A refusal stays a refusal; only what never reached the platform, or broke it, is worth asking again.
      retry: (failures, error) => failures < 2 && (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 502),
    },
  },
});

export function App() {
  return (
    <PreferencesProvider>
      <QueryClientProvider client={queries}>
        <Themed />
      </QueryClientProvider>
    </PreferencesProvider>
  );
}

function Themed() {
  const { mode, language } = usePreferences();
  const theme = useMemo(() => themeOf(mode), [mode]);
  useEffect(() => {
    dayjs.locale(language === 'zh' ? 'zh-cn' : 'en-gb');
  }, [language]);
  return (
    <ConfigProvider theme={theme} locale={language === 'zh' ? zhCN : enGB} form={{ requiredMark: false, scrollToFirstError: true }} button={{ autoInsertSpace: false }}>
      <AntApp message={{ maxCount: 1 }}>
        <RouterProvider router={router} />
      </AntApp>
    </ConfigProvider>
  );
}
