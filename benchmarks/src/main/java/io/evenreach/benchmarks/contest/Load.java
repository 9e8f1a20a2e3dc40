package io.evenreach.benchmarks.contest;

import io.evenreach.benchmarks.report.Speed;
import io.evenreach.benchmarks.work.Answers;
import io.evenreach.benchmarks.work.Callers;
import io.evenreach.benchmarks.work.Item;
import io.evenreach.benchmarks.work.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers in a closed loop: each asks, confirms what it was allowed and shows, and only then asks again. */
final class Load {

    private final Contestant contestant;
    private final Work work;
    private final Answers answers;
    private int next;

    /** @param answers is filled as the stream goes on */
    Load(Contestant contestant, Work work, Answers answers) {
        this.contestant = contestant;
        this.work = work;
        this.answers = answers;
    }

    /**
     * The next asks of the stream.
     *
     * @param batch how many asks go into one call; 1 for single asks
     */
    void run(int asks, int callers, int batch, Speed speed) {
        int end = next + asks;
        AtomicInteger cursor = new AtomicInteger(next);
        next = end;
        long began = System.nanoTime();
        Callers.run(
                contestant.name(),
                Executors.newVirtualThreadPerTaskExecutor(),
                callers,
                () -> call(cursor, end, batch, speed));
        speed.tookInAll(System.nanoTime() - began);
    }

    private void call(AtomicInteger cursor, int end, int batch, Speed speed) {
        for (int from = cursor.getAndAdd(batch); from < end; from = cursor.getAndAdd(batch)) {
            if (batch == 1) {
                askOne(from, speed);
            } else {
                askAll(from, Math.min(end, from + batch), speed);
            }
        }
    }

    private void askOne(int index, Speed speed) {
        Item item = work.at(answers.stream(), index);
        long began = System.nanoTime();
        Answer answer = contestant.ask(item);
        speed.asked(1, System.nanoTime() - began);
        answers.put(index, answer.outcome());
        if (answer.isAllowed() && item.shown()) {
            contestant.confirm(item, answer);
            speed.confirmed(1);
        }
    }

    private void askAll(int from, int to, Speed speed) {
        List<Item> items = new ArrayList<>(to - from);
        for (int index = from; index < to; index++) {
            items.add(work.at(answers.stream(), index));
        }
        long began = System.nanoTime();
        List<Answer> said = contestant.askAll(items);
        speed.asked(items.size(), System.nanoTime() - began);
        List<Item> shown = new ArrayList<>(items.size());
        List<Answer> allowed = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            answers.put(from + i, said.get(i).outcome());
            if (said.get(i).isAllowed() && items.get(i).shown()) {
                shown.add(items.get(i));
                allowed.add(said.get(i));
            }
        }
        if (!shown.isEmpty()) {
            contestant.confirmAll(shown, allowed);
            speed.confirmed(shown.size());
        }
    }
}
