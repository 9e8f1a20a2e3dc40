package io.evenreach.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeftoversTest {

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatStillRuns() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void endsStubbornProcessesAllAtOnceAndWaitsUntilTheyAreGone() throws IOException {
        var stubborn = List.of(stubborn(), stubborn(), stubborn(), stubborn());
        var before = System.nanoTime();

        new Leftovers(stubborn).end();

        assertThat(stubborn).noneMatch(ProcessHandle::isAlive);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .as("one patience for all of them")
                .isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void waitsNoLongerThanObedientProcessesNeed() throws IOException {
        var obedient = start("echo ready; exec sleep 60");
        var before = System.nanoTime();

        new Leftovers(List.of(obedient)).end();

        assertThat(obedient.isAlive()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void hasNothingToDoWithoutLeftovers() {
        new Leftovers(List.of()).end();
    }

    private ProcessHandle stubborn() throws IOException {
        return start("trap '' TERM; echo ready; while :; do sleep 0.2; done");
    }

    private ProcessHandle start(String script) throws IOException {
        var process = new ProcessBuilder("sh", "-c", script).start();
        started.add(process);
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
        return process.toHandle();
    }
}
