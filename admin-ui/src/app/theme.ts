import { theme, type ThemeConfig } from 'antd';
import { palettes, type Mode } from './palette';

export const FONT = "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, "
  + "'PingFang SC', 'Noto Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif";

export function themeOf(mode: Mode): ThemeConfig {
  const palette = palettes[mode];
  return {
    algorithm: mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: palette.accent,
      colorLink: palette.accent,
      colorInfo: palette.under,
      colorSuccess: palette.exact,
      colorWarning: palette.over,
      colorError: palette.danger,
      colorTextBase: palette.ink,
      colorBgBase: palette.surface,
      colorText: palette.ink,
      colorTextSecondary: palette.muted,
      colorTextTertiary: palette.muted,
      colorTextDescription: palette.muted,
      colorTextPlaceholder: mode === 'dark' ? '#84968f' : '#6a7873',
      colorBorder: mode === 'dark' ? '#3a4945' : '#c9d3cf',
      colorBorderSecondary: palette.line,
      colorBgLayout: palette.canvas,
      colorBgContainer: palette.surface,
      colorBgElevated: palette.raised,
      fontFamily: FONT,
      fontSize: 14,
      borderRadius: 8,
      borderRadiusLG: 12,
      controlHeight: 36,
      wireframe: false,
    },
    components: {
      Button: { primaryColor: palette.onAccent, primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 500 },
      Table: {
        headerBg: 'transparent',
        headerColor: palette.muted,
        headerSplitColor: 'transparent',
        rowSelectedBg: palette.accentSoft,
        rowSelectedHoverBg: palette.accentSoft,
        rowHoverBg: mode === 'dark' ? '#1a2422' : '#f7faf9',
        cellPaddingBlock: 12,
      },
      Tabs: { horizontalItemPadding: '10px 0', titleFontSize: 14 },
      Form: { itemMarginBottom: 20, labelColor: palette.ink },
      Segmented: { trackBg: mode === 'dark' ? '#1f2a27' : '#e9eeec' },
      Steps: { dotSize: 8 },
    },
  };
}
