package io.evenreach.launcher.demo;

import static io.evenreach.launcher.text.Figures.count;

import io.evenreach.launcher.client.PlatformAccess;
import io.evenreach.launcher.client.ReachReport;
import io.evenreach.launcher.text.Ink;
import io.evenreach.launcher.text.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the demo says in the end: heavy, leakage, what plain counters would have done, and where to look next. */
final class DemoReport {

    private DemoReport() {}

    static List<String> night(
            DemoStory story,
            ReachReport reach,
            Map<String, Long> heavyCauses,
            PlainCounter.Outcome plain,
            DemoMarker.Live live,
            Ink ink) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(ink.bold("618 live night: " + count(reach.eligible()) + " customers, known by "
                + count(story.identifiers()) + " identifiers"));
        lines.add(count(live.asked()) + " asks: " + count(live.allowed()) + " allowed, " + count(live.denied())
                + " denied, of which " + count(live.deniedByHold()) + " by a complaint anywhere");
        lines.add("");
        channels(reach).lines(ink).forEach(lines::add);
        lines.add("");
        comparison(reach, plain, live).lines(ink).forEach(lines::add);
        lines.add("");
        lines.add("Evenreach's heavy touches by cause: " + causes(heavyCauses));
        lines.add(ink.faint(
                "They were shown without asking (all of the days before the channels asked, and a video site that"
                        + " sometimes"));
        lines.add(ink.faint("forgets to), or before a late sign-in told that two identifiers are one person."));
        lines.add(
                ink.faint(
                        "The plain counter is given the same customers and chances; each channel counts the cookie or device it"));
        lines.add(ink.faint("sees when it says yes, and cannot take that back."));
        lines.add("");
        return lines;
    }

    static List<String> wayIn(PlatformAccess access, Ink ink) {
        return List.of(
                "",
                ink.bold("Look around: " + access.address()),
                "  user name  " + shown(access.userName()),
                "  password   " + shown(access.password()),
                "");
    }

    private static String causes(Map<String, Long> heavyCauses) {
        return heavyCauses.entrySet().stream()
                .map(entry -> entry.getKey().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + count(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String shown(@Nullable String credential) {
        return credential == null ? "(yours: it was given by the environment of the first start)" : credential;
    }

    private static TextTable channels(ReachReport reach) {
        TextTable table = new TextTable(
                "channel",
                "plan",
                "reached",
                "exposures",
                "under",
                "exact",
                "over",
                "heavy touches",
                "leakage touches");
        for (ReachReport.Row row : reach.planned()) {
            table.row(
                    label(row.channelId()),
                    count(row.target()),
                    count(row.reached()),
                    count(row.exposures()),
                    count(row.under()),
                    count(row.exact()),
                    count(row.over()),
                    count(row.heavyTouches()),
                    count(row.leakageTouches()));
        }
        return table;
    }

    private static String label(String channelId) {
        return Stream.of(DemoChannel.values())
                .filter(channel -> channel.id().equals(channelId))
                .map(DemoChannel::label)
                .findFirst()
                .orElse(channelId);
    }

    private static TextTable comparison(ReachReport reach, PlainCounter.Outcome plain, DemoMarker.Live live) {
        long heavy = reach.planned().stream()
                .mapToLong(ReachReport.Row::heavyTouches)
                .sum();
        long leakage = reach.planned().stream()
                .mapToLong(ReachReport.Row::leakageTouches)
                .sum();
        return new TextTable("who decides", "heavy touches", "leakage touches", "shown after a complaint")
                .row("Evenreach", count(heavy), count(leakage), count(live.shownAfterComplaint()))
                .row(
                        "a plain counter per channel",
                        count(plain.heavyTouches()),
                        count(plain.leakageTouches()),
                        count(plain.touchesAfterComplaint()));
    }
}
