/** One palette for the components, the charts and our own style sheet. `exact` is the brand's colour: hitting the plan is the point. */
export interface Palette {
  canvas: string;
  surface: string;
  raised: string;
  ink: string;
  muted: string;
  line: string;
  accent: string;
  accentSoft: string;
  onAccent: string;
  under: string;
  exact: string;
  over: string;
  danger: string;
}

export type Mode = 'light' | 'dark';

export const palettes: Record<Mode, Palette> = {
  light: {
    canvas: '#f4f6f5',
    surface: '#ffffff',
    raised: '#ffffff',
    ink: '#15211e',
    muted: '#55635e',
    line: '#dde4e1',
    accent: '#0b6e63',
    accentSoft: '#e3f1ee',
    onAccent: '#ffffff',
    under: '#3a67c4',
    exact: '#0f8573',
    over: '#c04f17',
    danger: '#b3261e',
  },
  dark: {
    canvas: '#0d1312',
    surface: '#151d1b',
    raised: '#1c2624',
    ink: '#e6edea',
    muted: '#9db0aa',
    line: '#2a3633',
    accent: '#43b9a6',
    accentSoft: '#17302c',
    onAccent: '#06201c',
    under: '#86a9f5',
    exact: '#3fbfaa',
    over: '#f0935a',
    danger: '#ff8a80',
  },
};
