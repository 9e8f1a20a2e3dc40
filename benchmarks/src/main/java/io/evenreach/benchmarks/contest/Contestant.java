package io.evenreach.benchmarks.contest;

import io.evenreach.benchmarks.work.Item;
import java.util.List;

/** One system that can keep the plan. Called by many threads at once; every call returns when its effect is as durable as it gets. */
interface Contestant extends AutoCloseable {

    /** A few words for the report, durability included. */
    String name();

    /** Whether it takes many asks in one call. */
    default boolean takesBatches() {
        return true;
    }

    Answer ask(Item item);

    /** The exposure of an allowed ask; one that repeats another has the same id and changes nothing. */
    void confirm(Item item, Answer answer);

    /** One by one, where it takes no batches. */
    default List<Answer> askAll(List<Item> items) {
        return items.stream().map(this::ask).toList();
    }

    /** @param answers the allowed ones of the items, in the same order */
    default void confirmAll(List<Item> items, List<Answer> answers) {
        for (int i = 0; i < items.size(); i++) {
            confirm(items.get(i), answers.get(i));
        }
    }

    @Override
    void close();
}
