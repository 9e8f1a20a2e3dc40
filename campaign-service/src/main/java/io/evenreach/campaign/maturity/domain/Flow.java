package io.evenreach.campaign.maturity.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many people went from which stage to which.
 *
 * @param base everybody who was known at the later time: what the cells sum to
 * @param cells the stage at the earlier time, then at the later; everybody was at the first stage before they were known
 */
public record Flow(Stages stages, long base, List<List<Long>> cells) {

    /**
     * Some buyers, by the places of their stages counted from 0.
     *
     * @param from at the earlier time
     * @param to at the later time
     */
    public record Moved(int from, int to, long people) {}

    /** @param buyers of all who are known; the others have not left the first stage */
    public static Flow of(Stages stages, long base, List<Moved> buyers) {
        int size = stages.ordered().size();
        long[][] cells = new long[size][size];
        long others = base;
        for (Moved moved : buyers) {
            cells[moved.from()][moved.to()] += moved.people();
            others -= moved.people();
        }
        cells[0][0] += others;
        List<List<Long>> rows = new ArrayList<>();
        for (long[] row : cells) {
            rows.add(Arrays.stream(row).boxed().toList());
        }
        return new Flow(stages, base, List.copyOf(rows));
    }

    public long people(int from, int to) {
        return cells.get(from).get(to);
    }
}
