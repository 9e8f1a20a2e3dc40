package io.evenreach.identity.linkage.domain;

import io.evenreach.identity.linkage.domain.Linked.FieldEvidence;
import io.evenreach.identity.linkage.domain.Linked.Figures;
import io.evenreach.identity.linkage.domain.Linked.ScoredPair;
import io.evenreach.identity.linkage.domain.Progress.Step;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds the records that are one person: blocks, compares, estimates, joins, and estimates again with what it has learnt
 * of how many persons share each value.
 */
public final class Linkage {

    private static final int ROUNDS = 3;
    /** Pairs that say less than this are no reason to look at their persons. */
    private static final double EDGE_BITS_MIN = -8;

    private static final int STRICTER_MAX = 12;
    private static final double STRICTER_BITS = 0.5;
    private static final int ESTIMATED_FROM_MAX = 2_000_000;

    private final LinkageOptions options;

    public Linkage(LinkageOptions options) {
        this.options = options;
    }

    /** One run over the records of a table, old ones first. */
    public Linked run(Table table, Known known) {
        return run(table, known, (step, count) -> {});
    }

    /** The same, and tells how far it is. */
    public Linked run(Table table, Known known, Progress progress) {
        return new Run(table, known, progress).linked();
    }

    private final class Run {

        private final Table table;
        private final Known known;
        private final Progress progress;
        private final int[] start;
        private final LongSet apart;
        private final Comparison comparison;
        private final long[] pairs;
        private final long[] levels;
        /** One for all rounds, because it is large. */
        private @Nullable GroupEvidence evidence;

        private int iterations;

        Run(Table table, Known known, Progress progress) {
            this.table = table;
            this.known = known;
            this.progress = progress;
            this.start = known.personOf();
            this.apart = known.apartPairs();
            this.comparison = new Comparison(table);
            this.pairs = new Blocking(table, options, known.firstNew()).pairs();
            progress.done(Step.BLOCKED, pairs.length);
            this.levels = new long[pairs.length];
            Arrays.setAll(levels, i -> comparison.levels(Pair.first(pairs[i]), Pair.second(pairs[i])));
            progress.done(Step.COMPARED, pairs.length);
        }

        Linked linked() {
            Parameters parameters = known.parameters();
            Scored scored = parameters != null && stillGood(parameters) ? withKnown(parameters) : estimated();
            return result(precise(scored));
        }

        /** While most records are those it was estimated from, a model stays as it is. */
        private boolean stillGood(Parameters parameters) {
            return parameters.fit(table) && table.rows() <= parameters.records() * 2L;
        }

        private Scored withKnown(Parameters parameters) {
            double grown = Model.log2((double) table.rows() / parameters.records());
            Model model = new Model(
                    table,
                    Persons.of(table, start),
                    parameters.m(),
                    parameters.u(),
                    parameters.dependence(),
                    parameters.household(),
                    parameters.strangerBits() - grown,
                    parameters.householdBits());
            return scored(model, Mates.unknown(table), parameters.records());
        }

        private Scored estimated() {
            Estimation estimation = new Estimation(table, comparison, options.seed());
            progress.done(Step.SAMPLED, estimation.randomPairs());
            Patterns patterns = Patterns.of(levels, ESTIMATED_FROM_MAX);
            double[][] m = estimation.expectedM();
            Persons persons = Persons.of(table, start);
            Dependence dependence = Dependence.none(table);
            double[][] household = Households.expected(table, m, estimation.u(persons));
            Mates mates = Mates.unknown(table);
            Scored scored = null;
            for (int round = 0; round < ROUNDS; round++) {
                double[][] u = estimation.u(persons);
                m = estimation.m(patterns, u, m, household);
                progress.done(Step.M_ESTIMATED, estimation.rounds());
                Model model = Prior.estimated(
                        new Model(table, persons, m, u, dependence, household, 0, 0), table, pairs, levels);
                progress.done(Step.PRIOR_ESTIMATED, pairs.length);
                scored = scored(model, mates, table.rows());
                persons = Persons.of(table, scored.clustering.personOf());
                dependence = Dependence.estimated(table, model, persons, pairs, levels, known.firstNew());
                household = Households.estimated(table, model, scored.clustering, pairs, levels);
                // Among pairs with a new record not all who live together are seen.
                mates = known.firstNew() > 0 ? mates : Mates.estimated(table, model, scored.clustering, pairs, levels);
                progress.done(Step.LEARNT, scored.clustering.persons());
            }
            iterations = estimation.rounds();
            return lastOf(scored);
        }

        private Scored lastOf(@Nullable Scored scored) {
            if (scored == null) {
                throw new IllegalStateException("there is at least one round");
            }
            return scored;
        }

        private record Scored(
                Model model,
                GroupEvidence evidence,
                long[] edges,
                Nearest nearest,
                Clustering clustering,
                int estimatedFrom) {}

        private Scored scored(Model model, Mates mates, int estimatedFrom) {
            long[] edges = edges(model);
            Nearest nearest = new Nearest(table.rows(), edges);
            progress.done(Step.WEIGHED, edges.length);
            double linkBits = Model.bitsOf(options.linkProbability());
            if (evidence == null) {
                evidence = new GroupEvidence(table, comparison, model, mates);
            } else {
                evidence.answerBy(model, mates);
            }
            Clustering clustering = joined(evidence, edges, nearest, linkBits);
            return new Scored(model, evidence, edges, nearest, clustering, estimatedFrom);
        }

        private Clustering joined(GroupEvidence of, long[] edges, Nearest nearest, double linkBits) {
            Clustering clustering = new Clustering(of, nearest, start, apart);
            clustering.join(edges, linkBits);
            progress.done(Step.JOINED, clustering.joinedPairs());
            return clustering;
        }

        /** Asks for more evidence until as many pairs are expected to be right as shall be. */
        private Scored precise(Scored scored) {
            Scored stricter = scored;
            double bits = Model.bitsOf(options.linkProbability());
            for (int step = 0;
                    step < STRICTER_MAX && stricter.clustering.expectedPrecision() < options.expectedPrecision();
                    step++) {
                bits += STRICTER_BITS;
                Clustering clustering = joined(scored.evidence, scored.edges, scored.nearest, bits);
                stricter = new Scored(
                        scored.model, scored.evidence, scored.edges, scored.nearest, clustering, scored.estimatedFrom);
            }
            return stricter;
        }

        /** The pairs that may be one person, the best first. */
        private long[] edges(Model model) {
            Longs edges = new Longs();
            for (int i = 0; i < pairs.length; i++) {
                double bits = model.bits(levels[i], Pair.first(pairs[i]), Pair.second(pairs[i]));
                if (bits >= EDGE_BITS_MIN) {
                    // In front what it is sorted by, behind which pair it is.
                    edges.add((Math.round(-bits * 256) << 32) | i);
                }
            }
            long[] sorted = edges.toArray();
            Arrays.sort(sorted);
            for (int i = 0; i < sorted.length; i++) {
                sorted[i] = pairs[(int) sorted[i]];
            }
            return sorted;
        }

        private Linked result(Scored scored) {
            Clustering clustering = scored.clustering;
            long[] joined = clustering.links();
            List<ScoredPair> links = lazily(joined.length, i -> {
                int a = Pair.first(joined[i]);
                int b = Pair.second(joined[i]);
                double bits = scored.model.bits(comparison.levels(a, b), a, b);
                return scoredPair(scored.model, joined[i], Model.probabilityOf(bits));
            });
            Review open = review(scored);
            progress.done(Step.REVIEWED, open.pairs.length);
            List<ScoredPair> review =
                    lazily(open.pairs.length, i -> scoredPair(scored.model, open.pairs[i], open.probabilities[i]));
            double missed = open.missed;
            int[] personOf = clustering.personOf();
            double found = clustering.expectedPairs();
            Figures figures = new Figures(
                    table.rows(),
                    table.rows() - known.firstNew(),
                    pairs.length,
                    clustering.joinedPairs(),
                    review.size(),
                    clustering.persons(),
                    clustering.expectedPrecision(),
                    found + missed == 0 ? 1 : found / (found + missed),
                    iterations);
            Parameters parameters = new Parameters(
                    table.fields().stream().map(Field::name).toList(),
                    scored.model.m(),
                    scored.model.u(),
                    scored.model.dependence(),
                    scored.model.household(),
                    scored.model.strangerBits()
                            + Model.log2((double) Math.max(1, table.rows()) / Math.max(1, scored.estimatedFrom)),
                    scored.model.householdBits(),
                    scored.estimatedFrom);
            return new Linked(personOf, links, review, figures, parameters);
        }

        /** A list whose elements are made when they are asked for: of a million records they would fill the memory. */
        private static <T> List<T> lazily(int size, IntFunction<T> element) {
            return new AbstractList<>() {
                @Override
                public T get(int index) {
                    return element.apply(Objects.checkIndex(index, size));
                }

                @Override
                public int size() {
                    return size;
                }
            };
        }

        /**
         * The best pair of each two persons who may be one.
         *
         * @param missed how many pairs of records are expected to be one person and are not joined
         */
        private record Review(long[] pairs, double[] probabilities, double missed) {}

        private Review review(Scored scored) {
            Longs review = new Longs();
            Longs probabilities = new Longs();
            Clustering clustering = scored.clustering;
            int[] personOf = clustering.personOf();
            LongSet seen = new LongSet();
            double reviewBits = Model.bitsOf(options.reviewProbability());
            double missed = 0;
            for (long pair : scored.edges) {
                int a = Pair.first(pair);
                int b = Pair.second(pair);
                if (clustering.samePerson(a, b) || !seen.add(Pair.of(personOf[a], personOf[b]))) {
                    continue;
                }
                double probability = Model.probabilityOf(clustering.bits(a, b, reviewBits));
                missed += probability * clustering.sizeOfPerson(a) * clustering.sizeOfPerson(b);
                if (probability >= options.reviewProbability() && !apart.contains(pair)) {
                    review.add(pair);
                    probabilities.add(Double.doubleToRawLongBits(probability));
                }
            }
            return new Review(
                    review.toArray(),
                    Arrays.stream(probabilities.toArray())
                            .mapToDouble(Double::longBitsToDouble)
                            .toArray(),
                    missed);
        }

        private ScoredPair scoredPair(Model model, long pair, double probability) {
            int a = Pair.first(pair);
            int b = Pair.second(pair);
            long of = comparison.levels(a, b);
            List<FieldEvidence> evidence = new ArrayList<>();
            for (int field = 0; field < table.fields().size(); field++) {
                int level = Levels.of(of, field);
                if (level != Levels.MISSING) {
                    evidence.add(new FieldEvidence(
                            table.fields().get(field).name(),
                            level,
                            level == Levels.exact(table.kind(field)),
                            model.evidence(field, of, a, b)));
                }
            }
            return new ScoredPair(a, b, probability, evidence);
        }
    }
}
