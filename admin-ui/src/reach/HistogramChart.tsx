import { BarChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use as register, type EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../app/preferences';
import { FONT } from '../app/theme';
import { useFormat } from '../ui/format';
import type { Bar } from './histogram';

register([BarChart, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

/** Customers by number of exposures, coloured by where they stand to the plan; the table beside it says the same. */
export function HistogramChart({ bars, target, label, onBar }: { bars: Bar[]; target: number; label: string; onBar: (bar: Bar) => void }) {
  const { t } = useTranslation();
  const { palette } = usePreferences();
  const format = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);

  useEffect(() => {
    if (!box.current) {
      return undefined;
    }
    const made = init(box.current, undefined, { renderer: 'svg' });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    const made = chart.current;
    if (!made) {
      return undefined;
    }
    // Anywhere in a bar's column will do: a bar of few customers is too low to hit.
    const open = ({ offsetX, offsetY }: { offsetX: number; offsetY: number }) => {
      const inside = made.containPixel('grid', [offsetX, offsetY]);
      const bar = inside ? bars[Number(made.convertFromPixel({ xAxisIndex: 0 }, offsetX))] : undefined;
      if (bar) {
        onBar(bar);
      }
    };
    const canvas = made.getZr();
    canvas.on('click', open);
    return () => canvas.off('click', open);
  }, [bars, onBar]);

  useEffect(() => {
    const text = { color: palette.muted, fontSize: 11, fontFamily: FONT };
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    chart.current?.setOption({
      animation: !calm,
      animationDuration: 300,
      grid: { left: 4, right: 8, top: 26, bottom: 18, containLabel: true },
      tooltip: {
        trigger: 'item',
        confine: true,
        backgroundColor: palette.raised,
        borderColor: palette.line,
        textStyle: { color: palette.ink, fontSize: 12 },
        formatter: ({ dataIndex }: { dataIndex?: number }) => {
          const bar = bars[dataIndex ?? -1];
          return bar
            ? `<b>${t('reach.touches', { count: bar.from, label: bar.label })}</b><br>${format.number(bar.customers)} · ${format.percent(bar.share)}<br>${t(`reach.${bar.kind}`)}`
            : '';
        },
      },
      xAxis: {
        type: 'category',
        data: bars.map((bar) => bar.label),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: palette.line } },
        axisLabel: { ...text, interval: 0, hideOverlap: true, showMaxLabel: true },
      },
      yAxis: {
        type: 'value',
        splitNumber: 3,
        minInterval: 1,
        splitLine: { lineStyle: { color: palette.line } },
        axisLabel: { ...text, formatter: (value: number) => format.number(value) },
      },
      series: [{
        type: 'bar',
        barCategoryGap: '22%',
        data: bars.map((bar) => ({ value: bar.customers, itemStyle: { color: palette[bar.kind], borderRadius: [4, 4, 0, 0] } })),
        markLine: {
          symbol: 'none',
          silent: true,
          animation: false,
          lineStyle: { color: palette.ink, type: [3, 4], width: 1.5 },
          label: { formatter: t('reach.planLine', { target }), color: palette.ink, fontSize: 12, fontWeight: 600, fontFamily: FONT, position: 'end' },
          data: [{ xAxis: bars.findIndex((bar) => bar.from === target) }],
        },
      }],
    });
  }, [bars, target, palette, t, format]);

  return <div ref={box} className="histogram" role="img" aria-label={label} />;
}
