import { render } from 'preact';
import { createApi } from './api/client.ts';
import { App } from './app.tsx';
import { lazily } from './pages/lazily.tsx';
import { readSharedSecret } from './state/shared-link.ts';
import { applyTheme } from './state/theme.ts';

const SharedPage = lazily(async () => (await import('./shared/shared-page.tsx')).SharedPage);

applyTheme();
const root = document.getElementById('app');
const secret = readSharedSecret(location);
if (root) render(secret === null ? <App api={createApi()} /> : <SharedPage secret={secret} />, root);
