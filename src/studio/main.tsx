import { render } from 'preact';
import { App } from './app.tsx';
import { show } from './prefs/preferences.ts';

show();
const root = document.getElementById('studio');
if (root !== null) render(<App />, root);
