package io.evenreach.launcher.audit;

import static io.evenreach.launcher.text.Figures.count;

import io.evenreach.launcher.audit.AuditReport.PlannedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Customers by number of exposures on one channel, with a line where the plan is; the long tail shares the last bar. */
final class HistogramSvg {

    private static final int WIDTH = 360;
    private static final int HEIGHT = 190;
    private static final int TOP = 22;
    private static final int FLOOR = HEIGHT - 24;
    private static final int MOST_BARS = 16;

    private HistogramSvg() {}

    static String render(PlannedChannel channel) {
        List<Long> bars = folded(channel.histogram(), channel.target() + 2);
        boolean tail = bars.size() < channel.histogram().size();
        long highest =
                Math.max(1, bars.stream().mapToLong(Long::longValue).max().orElse(1));
        double step = (double) WIDTH / bars.size();
        StringBuilder svg = new StringBuilder();
        svg.append("<svg viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(HEIGHT)
                .append("\" role=\"img\" aria-label=\"")
                .append("Customers by number of exposures; the plan is ")
                .append(channel.target())
                .append("\">");
        for (int touches = 0; touches < bars.size(); touches++) {
            long customers = bars.get(touches);
            double height = (double) customers / highest * (FLOOR - TOP);
            boolean last = tail && touches == bars.size() - 1;
            String name = touches + (last ? "+" : "");
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"bar-%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"><title>%s exposures: %s customers</title></rect>",
                    tone(touches, channel.target()),
                    touches * step + step * 0.12,
                    FLOOR - height,
                    step * 0.76,
                    height,
                    name,
                    count(customers)));
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    touches * step + step / 2,
                    FLOOR + 15,
                    name));
        }
        double plan = (channel.target() + 1) * step;
        svg.append(String.format(
                Locale.ROOT, "<line class=\"axis\" x1=\"0\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", FLOOR, WIDTH, FLOOR));
        svg.append(String.format(
                Locale.ROOT, "<line class=\"plan\" x1=\"%.1f\" y1=\"8\" x2=\"%.1f\" y2=\"%d\"/>", plan, plan, FLOOR));
        boolean left = plan > WIDTH * 0.7;
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"16\" text-anchor=\"%s\">plan %d</text>",
                left ? plan - 6 : plan + 6,
                left ? "end" : "start",
                channel.target()));
        return svg.append("</svg>").toString();
    }

    private static String tone(int touches, int target) {
        if (touches == 0) {
            return "none";
        }
        return touches < target ? "under" : touches == target ? "exact" : "over";
    }

    /** At least as many bars as it takes to draw the plan line inside the picture. */
    private static List<Long> folded(List<Long> histogram, int least) {
        int most = Math.max(MOST_BARS, least);
        if (histogram.size() <= most) {
            List<Long> bars = new ArrayList<>(histogram);
            while (bars.size() < least) {
                bars.add(0L);
            }
            return bars;
        }
        List<Long> bars = new ArrayList<>(histogram.subList(0, most - 1));
        bars.add(histogram.subList(most - 1, histogram.size()).stream()
                .mapToLong(Long::longValue)
                .sum());
        return bars;
    }
}
