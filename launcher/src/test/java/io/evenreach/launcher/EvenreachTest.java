package io.evenreach.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class EvenreachTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine commandLine =
            Evenreach.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void hasHelpWithAnExampleForEveryCommand() {
        assertThat(commandLine.getSubcommands())
                .containsKeys("up", "stop", "status", "audit", "demo", "bench", "verify-journal");
        commandLine
                .getSubcommands()
                .forEach((name, command) -> assertThat(command.getUsageMessage())
                        .as(name)
                        .contains("--help", "--verbose", "Example", "./evenreach " + name));
    }

    @Test
    void answersAMistakeWithASentenceAndNoTrace() {
        assertThat(commandLine.execute("up", "--only", "billing")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("There is no service \"billing\"")
                .doesNotContain("\tat ")
                .doesNotContain("Exception");
    }

    @Test
    void showsTheTraceToThoseWhoAsk() {
        assertThat(commandLine.execute("up", "--only", "billing", "--verbose")).isEqualTo(1);
        assertThat(err.toString()).contains("\tat io.evenreach.launcher");
    }

    @Test
    void refusesACommandThatDoesNotExist() {
        assertThat(commandLine.execute("launch")).isEqualTo(2);
        assertThat(err.toString()).contains("launch");
    }
}
