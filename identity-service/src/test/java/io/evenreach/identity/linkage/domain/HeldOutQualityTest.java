package io.evenreach.identity.linkage.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identity.linkage.domain.MadeFile.Content;
import io.evenreach.identity.linkage.domain.Population.Labelled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * How well linkage does on files of a thousand records that nothing was chosen on, against a plain implementation. The
 * seeds of {@link #EVALUATION} are for this test only; whoever changes linkage looks at those of {@link #TUNING}, which
 * {@code -Devenreach.linkage.tuning=true} plays instead. {@code -Devenreach.long=true} plays all of them.
 */
class HeldOutQualityTest {

    private static final int RECORDS = 1_000;
    private static final long[] TUNING = LongStream.rangeClosed(1, 10).toArray();
    private static final long[] EVALUATION =
            LongStream.rangeClosed(880_001, 880_010).toArray();
    private static final long[] BLIND = LongStream.rangeClosed(77_001, 77_010).toArray();
    private static final int SHORT = 1;
    /** Below what linkage aims at (0.99): relatives and namesakes of whom little is known are mistaken for one person. */
    private static final double PRECISION_MIN = 0.98;
    /** Of one file, in which a single wrong join of two large groups may be most of what is wrong. */
    private static final double PRECISION_OF_ONE_FILE_MIN = 0.93;
    /** The plain implementation gets the one that suits a file best by its labels, which nobody has outside a test. */
    private static final double[] THRESHOLDS = {0.5, 0.9, 0.99, 0.999, 0.999_9, 0.999_99};

    /** A sort of files. */
    private record Sort(String name, LongFunction<List<Labelled>> file) {}

    @Test
    void isMorePreciseThanAPlainImplementationAndFindsNearlyAsMuchOrMore() {
        boolean tuning = Boolean.getBoolean("evenreach.linkage.tuning");
        List<Sort> sorts = Arrays.stream(Content.values())
                .map(content -> new Sort(content.name(), seed -> new MadeFile(seed, content).records(RECORDS)))
                .toList();
        assertThat(missed(sorts, tuning ? TUNING : EVALUATION)).isEmpty();
    }

    /** Whoever changes linkage does not look at these at all, until it is done. */
    @Test
    void isAsPreciseOnFilesThatNobodyLookedAt() {
        Sort blind = new Sort("BLIND", seed -> new BlindFile(seed).records(RECORDS));
        assertThat(missed(List.of(blind), BLIND)).isEmpty();
    }

    private static List<String> missed(List<Sort> sorts, long[] all) {
        long[] seeds = Arrays.copyOf(all, Boolean.getBoolean("evenreach.long") ? all.length : SHORT);
        System.out.printf("seeds %s%n", Arrays.toString(seeds));
        System.out.println("| File | Precision | Recall | F1 | Lowest precision | Plain: precision | Recall | F1 |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        double precisionMin = seeds.length == SHORT ? PRECISION_OF_ONE_FILE_MIN : PRECISION_MIN;
        List<String> missed = new ArrayList<>();
        for (Sort sort : sorts) {
            Measured ours = Measured.NOTHING;
            Measured[] plain = new Measured[THRESHOLDS.length];
            Arrays.fill(plain, Measured.NOTHING);
            double lowest = 1;
            for (long seed : seeds) {
                List<Labelled> people = sort.file().apply(seed);
                List<PersonRecord> records =
                        people.stream().map(Labelled::record).toList();
                int[] truth = people.stream().mapToInt(Labelled::person).toArray();
                Measured one = Measured.of(linked(records), truth);
                lowest = Math.min(lowest, one.precision());
                ours = ours.plus(one);
                List<int[]> plainly = PlainLinkage.personsOf(records, THRESHOLDS);
                Arrays.setAll(plain, i -> plain[i].plus(Measured.of(plainly.get(i), truth)));
            }
            Measured best = Collections.max(Arrays.asList(plain), Comparator.comparingDouble(Measured::f1));
            System.out.printf(
                    "| %s | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f |%n",
                    sort.name(),
                    ours.precision(),
                    ours.recall(),
                    ours.f1(),
                    lowest,
                    best.precision(),
                    best.recall(),
                    best.f1());
            if (ours.precision() < precisionMin || ours.fHalf() < best.fHalf()) {
                missed.add(sort.name() + ": " + ours + " against " + best);
            }
        }
        return missed;
    }

    private static int[] linked(List<PersonRecord> records) {
        return new Linkage(LinkageOptions.defaults())
                .run(Table.of(records), Known.nothing(records.size()))
                .personOf();
    }
}
