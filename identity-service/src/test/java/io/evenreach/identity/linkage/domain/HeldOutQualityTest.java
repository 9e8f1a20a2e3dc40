package io.evenreach.identity.linkage.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identity.linkage.domain.MadeFile.Content;
import io.evenreach.identity.linkage.domain.Population.Labelled;
import java.util.ArrayList;
import java.util.List;
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
    private static final int SHORT = 2;

    @Test
    void staysPreciseAndFindsMoreThanAPlainImplementation() {
        boolean tuning = Boolean.getBoolean("evenreach.linkage.tuning");
        long[] seeds = tuning ? TUNING : EVALUATION;
        long[] played = LongStream.of(seeds)
                .limit(Boolean.getBoolean("evenreach.long") ? seeds.length : SHORT)
                .toArray();
        System.out.printf("%s seeds %d to %d%n", tuning ? "tuning" : "evaluation", played[0], played[played.length - 1]);
        System.out.println("| File | Precision | Recall | F1 | Lowest precision | Plain precision | Plain recall | Plain F1 |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        List<String> missed = new ArrayList<>();
        for (Content content : Content.values()) {
            Measured ours = Measured.NOTHING;
            Measured plain = Measured.NOTHING;
            double lowest = 1;
            for (long seed : played) {
                List<Labelled> people = new MadeFile(seed, content).records(RECORDS);
                List<PersonRecord> records =
                        people.stream().map(Labelled::record).toList();
                int[] truth = people.stream().mapToInt(Labelled::person).toArray();
                Linked linked =
                        new Linkage(LinkageOptions.defaults()).run(Table.of(records), Known.nothing(records.size()));
                Measured one = Measured.of(linked.personOf(), truth);
                lowest = Math.min(lowest, one.precision());
                ours = ours.plus(one);
                plain = plain.plus(Measured.of(PlainLinkage.personOf(records), truth));
            }
            System.out.printf(
                    "| %s | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f |%n",
                    content,
                    ours.precision(),
                    ours.recall(),
                    ours.f1(),
                    lowest,
                    plain.precision(),
                    plain.recall(),
                    plain.f1());
            if (ours.precision() < 0.99 || ours.f1() < plain.f1()) {
                missed.add(content + ": " + ours + " against " + plain);
            }
        }
        assertThat(missed).isEmpty();
    }
}
