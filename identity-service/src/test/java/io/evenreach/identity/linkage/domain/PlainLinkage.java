package io.evenreach.identity.linkage.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;

/**
 * Fellegi and Sunter's linkage as a textbook has it, for comparison: blocks of equal values, three levels a field, u from
 * random pairs, m by expectation maximisation, one threshold, and persons by transitive closure. Values are brought into
 * the same form as ours are, which is more than plain.
 */
final class PlainLinkage {

    private static final double SIMILAR = 0.88;
    private static final int MISSING = 0;
    private static final int LEVELS = 4;
    private static final int RANDOM_PAIRS = 100_000;
    private static final int ROUNDS = 30;

    private final List<Field> fields;
    private final List<String[]> rows;
    private final JaroWinklerSimilarity likeness = new JaroWinklerSimilarity();
    private final double[][] m;
    private final double[][] u;
    private double share = 0.1;

    private PlainLinkage(List<PersonRecord> records) {
        this.fields = Field.KNOWN.stream()
                .filter(field ->
                        records.stream().anyMatch(record -> record.fields().containsKey(field.name())))
                .toList();
        this.rows = records.stream()
                .map(record -> fields.stream()
                        .map(field -> Normal.of(field.kind(), record.fields().getOrDefault(field.name(), "")))
                        .toArray(String[]::new))
                .toList();
        this.m = new double[fields.size()][];
        this.u = new double[fields.size()][];
    }

    /** For each threshold and record a number that is the same for records of one person. */
    static List<int[]> personsOf(List<PersonRecord> records, double... thresholds) {
        return new PlainLinkage(records).persons(thresholds);
    }

    private List<int[]> persons(double... thresholds) {
        List<int[]> pairs = blocked();
        List<int[]> patterns =
                pairs.stream().map(pair -> levels(pair[0], pair[1])).toList();
        estimateU();
        for (int field = 0; field < m.length; field++) {
            m[field] = new double[] {1, 0.1, 0.2, 0.7};
        }
        for (int round = 0; round < ROUNDS; round++) {
            maximise(patterns);
        }
        return Arrays.stream(thresholds)
                .mapToObj(threshold -> closure(pairs, patterns, threshold))
                .toList();
    }

    private int[] closure(List<int[]> pairs, List<int[]> patterns, double threshold) {
        int[] person = IntStream.range(0, rows.size()).toArray();
        for (int i = 0; i < pairs.size(); i++) {
            int kept = person[pairs.get(i)[0]];
            int joined = person[pairs.get(i)[1]];
            if (kept != joined && probability(patterns.get(i)) >= threshold) {
                Arrays.setAll(person, row -> person[row] == joined ? kept : person[row]);
            }
        }
        return person;
    }

    /** The same mailbox, phone or birth date; or the same sound of a surname and beginning of a given name; or a postcode. */
    private List<int[]> blocked() {
        Map<String, List<Integer>> blocks = new HashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            String given = "";
            String family = "";
            for (int field = 0; field < fields.size(); field++) {
                String value = rows.get(row)[field];
                Kind kind = fields.get(field).kind();
                given = kind == Kind.GIVEN_NAME ? value : given;
                family = kind == Kind.SURNAME ? value : family;
                boolean alone = kind == Kind.EMAIL
                        || kind == Kind.PHONE
                        || kind == Kind.DATE
                        || fields.get(field).name().equals("postcode");
                if (alone && !value.isEmpty()) {
                    blocks.computeIfAbsent(field + value, unseen -> new ArrayList<>())
                            .add(row);
                }
            }
            if (!given.isEmpty() && !family.isEmpty()) {
                blocks.computeIfAbsent(
                                "names" + BlockingCodes.soundex(family) + given.charAt(0), unseen -> new ArrayList<>())
                        .add(row);
            }
        }
        Set<Long> seen = new HashSet<>();
        List<int[]> pairs = new ArrayList<>();
        for (List<Integer> block : blocks.values()) {
            for (int i = 1; i < block.size(); i++) {
                for (int j = 0; j < i; j++) {
                    if (seen.add(Pair.of(block.get(i), block.get(j)))) {
                        pairs.add(new int[] {block.get(j), block.get(i)});
                    }
                }
            }
        }
        return pairs;
    }

    private int[] levels(int a, int b) {
        int[] levels = new int[fields.size()];
        for (int field = 0; field < levels.length; field++) {
            String left = rows.get(a)[field];
            String right = rows.get(b)[field];
            if (left.isEmpty() || right.isEmpty()) {
                levels[field] = MISSING;
            } else if (left.equals(right)) {
                levels[field] = 3;
            } else {
                levels[field] = likeness.apply(left, right) >= SIMILAR ? 2 : 1;
            }
        }
        return levels;
    }

    private void estimateU() {
        Arrays.setAll(u, field -> new double[] {1, 1, 1, 1});
        Random random = new Random(1);
        for (int i = 0; i < RANDOM_PAIRS; i++) {
            int[] levels = levels(random.nextInt(rows.size()), random.nextInt(rows.size()));
            for (int field = 0; field < levels.length; field++) {
                u[field][levels[field]]++;
            }
        }
        Arrays.stream(u).forEach(PlainLinkage::normalise);
    }

    private void maximise(List<int[]> patterns) {
        double[][] counts = new double[m.length][LEVELS];
        Arrays.stream(counts).forEach(levels -> Arrays.fill(levels, 0.5));
        double ones = 0.5;
        for (int[] pattern : patterns) {
            double probability = probability(pattern);
            ones += probability;
            for (int field = 0; field < m.length; field++) {
                counts[field][pattern[field]] += probability;
            }
        }
        share = Math.min(0.9, ones / (patterns.size() + 1));
        for (int field = 0; field < m.length; field++) {
            normalise(counts[field]);
            m[field] = counts[field];
        }
    }

    private double probability(int[] pattern) {
        double odds = share / (1 - share);
        for (int field = 0; field < m.length; field++) {
            odds *= m[field][pattern[field]] / u[field][pattern[field]];
        }
        return odds / (1 + odds);
    }

    private static void normalise(double[] counts) {
        double sum = Arrays.stream(counts).sum() - counts[MISSING];
        for (int level = 1; level < LEVELS; level++) {
            counts[level] /= sum;
        }
        counts[MISSING] = 1;
    }
}
