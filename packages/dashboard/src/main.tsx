import { render } from 'preact';
import { createApi } from './api/client.ts';
import { App } from './app.tsx';
import { applyTheme } from './state/theme.ts';

applyTheme();
const root = document.getElementById('app');
if (root) render(<App api={createApi()} />, root);
