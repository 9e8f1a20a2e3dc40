import '@fontsource-variable/inter/wght.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { startTranslations } from './i18n';
import './app/app.css';

const root = document.getElementById('root');
if (root) {
  await startTranslations();
  createRoot(root).render(<App />);
}
