package io.evenreach.identity.stitching;

import io.evenreach.identity.stitching.domain.Flow;
import io.evenreach.identity.vocabulary.Purpose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What other rules make of people: who merges, who splits, and which identifiers go from whom to whom. Mutable. */
public final class RuleDiff {

    /** How many of each are listed; all are counted. */
    public static final int LISTED_MAX = 1_000;

    /** Profiles that become one. */
    public record Merge(Purpose purpose, UUID into, List<UUID> from) {}

    /** A profile that becomes several; identifiers that become nobody's are not among them. */
    public record Division(Purpose purpose, UUID from, List<UUID> into) {}

    /**
     * Identifiers that go from one profile to another.
     *
     * @param from null for nobody
     * @param to null for nobody
     */
    public record Transfer(
            Purpose purpose, @Nullable UUID from, @Nullable UUID to, int identifiers) {}

    private record Profile(Purpose purpose, UUID id) {}

    private final List<Merge> merges = new ArrayList<>();
    private final List<Division> splits = new ArrayList<>();
    private final List<Transfer> moves = new ArrayList<>();
    private long mergeCount;
    private long splitCount;
    private long moveCount;
    private long notFolded;

    /** Counts groups of identifiers of which more is known than can be folded. */
    void addNotFolded(int groups) {
        notFolded += groups;
    }

    /** @param flows everything that happens to some profiles, what stays as it is included */
    void add(Map<Flow, Integer> flows) {
        Map<Profile, SortedSet<UUID>> sources = new HashMap<>();
        Map<Profile, SortedSet<UUID>> targets = new HashMap<>();
        flows.entrySet().stream()
                .sorted(Comparator.comparing(each -> each.getKey().toString()))
                .forEach(each -> {
                    Flow flow = each.getKey();
                    UUID from = flow.from();
                    UUID to = flow.to();
                    if (from != null && to != null) {
                        sources.computeIfAbsent(new Profile(flow.purpose(), to), unseen -> new TreeSet<>())
                                .add(from);
                        targets.computeIfAbsent(new Profile(flow.purpose(), from), unseen -> new TreeSet<>())
                                .add(to);
                    }
                    if (!Objects.equals(from, to)) {
                        moveCount++;
                        list(moves, new Transfer(flow.purpose(), from, to, each.getValue()));
                    }
                });
        sources.forEach((into, from) -> {
            if (from.size() > 1) {
                mergeCount++;
                list(merges, new Merge(into.purpose(), into.id(), List.copyOf(from)));
            }
        });
        targets.forEach((from, into) -> {
            if (into.size() > 1) {
                splitCount++;
                list(splits, new Division(from.purpose(), from.id(), List.copyOf(into)));
            }
        });
    }

    private static <T> void list(List<T> list, T next) {
        if (list.size() < LISTED_MAX) {
            list.add(next);
        }
    }

    RuleDiffSummary summary() {
        return new RuleDiffSummary(
                mergeCount,
                splitCount,
                moveCount,
                notFolded,
                List.copyOf(merges),
                List.copyOf(splits),
                List.copyOf(moves));
    }
}
