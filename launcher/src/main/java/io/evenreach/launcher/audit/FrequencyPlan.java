package io.evenreach.launcher.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How often each channel is meant to reach a customer, by the channel's label as the marketer writes it: {@code Paid
 * Search=3,Facebook=2}. The last {@code =} of an entry counts, so a label may hold one; a label with a comma goes in double
 * quotes.
 */
record FrequencyPlan(List<Entry> entries) {

    /** A million touches per customer is no plan; it is a typing error. */
    private static final int MOST_TOUCHES = 1_000;

    record Entry(String label, int target) {}

    /** @throws IllegalArgumentException with a sentence for the marketer */
    static FrequencyPlan parse(String text) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (String part : split(text)) {
            int equals = part.lastIndexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("\"" + part.strip()
                        + "\" has no number. Write CHANNEL=TOUCHES, for example \"Paid Search=3,Facebook=2\".");
            }
            String label = unquoted(part.substring(0, equals).strip());
            if (label.isEmpty()) {
                throw new IllegalArgumentException("\"" + part.strip() + "\" names no channel.");
            }
            Entry entry =
                    new Entry(label, target(label, part.substring(equals + 1).strip()));
            if (entries.put(label, entry) != null) {
                throw new IllegalArgumentException("\"" + label + "\" is planned twice; keep one of the two.");
            }
        }
        if (entries.isEmpty()) {
            throw new IllegalArgumentException(
                    "The plan is empty. Write CHANNEL=TOUCHES, for example \"Paid Search=3,Facebook=2\".");
        }
        return new FrequencyPlan(List.copyOf(entries.values()));
    }

    private static int target(String label, String number) {
        try {
            int target = Integer.parseInt(number);
            if (target >= 1 && target <= MOST_TOUCHES) {
                return target;
            }
        } catch (NumberFormatException notANumber) {
            // Answered below, together with numbers that are out of range.
        }
        throw new IllegalArgumentException("\"" + label + "=" + number
                + "\": the number of touches is a whole number from 1 to " + MOST_TOUCHES + ".");
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            if (character == '"') {
                quoted = !quoted;
            }
            if (character == ',' && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(character);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("A double quote is opened and never closed in: " + text);
        }
        parts.add(part.toString());
        parts.removeIf(String::isBlank);
        return parts;
    }

    private static String unquoted(String label) {
        boolean quoted = label.length() >= 2 && label.startsWith("\"") && label.endsWith("\"");
        return quoted ? label.substring(1, label.length() - 1).strip() : label;
    }

    /** What came of matching the plan with the labels of a file. */
    sealed interface Match {

        /** Targets by the label as it stands in the file, in the plan's order. */
        record Found(Map<String, Integer> targets) implements Match {}

        record Refused(String why) implements Match {}
    }

    /** Labels match exactly, else without regard to case when exactly one label does. */
    Match match(Set<String> labelsInFile) {
        Map<String, Integer> targets = new LinkedHashMap<>();
        for (Entry entry : entries) {
            List<String> candidates = labelsInFile.contains(entry.label)
                    ? List.of(entry.label)
                    : labelsInFile.stream()
                            .filter(label -> folded(label).equals(folded(entry.label)))
                            .toList();
            if (candidates.size() > 1) {
                return new Match.Refused("\"" + entry.label + "\" could be any of " + listed(candidates)
                        + " in the file. Write it exactly as in the file.");
            }
            if (candidates.isEmpty()) {
                return new Match.Refused(
                        "The plan names \"" + entry.label + "\", but no row of the file has that channel. The file has "
                                + listed(labelsInFile.stream().sorted().toList()) + ".");
            }
            String label = candidates.getFirst();
            if (targets.put(label, entry.target) != null) {
                return new Match.Refused(
                        "The plan names the channel \"" + label + "\" of the file twice; keep one of the two.");
            }
        }
        return new Match.Found(targets);
    }

    private static String folded(String label) {
        return label.strip().toLowerCase(Locale.ROOT);
    }

    private static String listed(List<String> labels) {
        String shown =
                labels.stream().limit(20).map(label -> "\"" + label + "\"").collect(Collectors.joining(", "));
        return labels.size() > 20 ? shown + " and " + (labels.size() - 20) + " more" : shown;
    }
}
