package io.evenreach.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Under which account PostgreSQL runs. Its programs refuse to run as root, so root either hides behind a user
 * namespace, where nothing changes owner, or lends the data folder to an account without rights.
 */
sealed interface PostgresAccount {

    /** Where data and programs go that lie below somebody's closed home folder. */
    Path FALLBACK = Path.of("/var/lib/evenreach-postgres");

    /** The given command as this account would run it. */
    List<String> command(List<String> command);

    /** Where PostgreSQL keeps its data for the folder the caller named. */
    Path home(Path dataDir);

    /** Lets the account read and write this path. */
    void lend(Path path) throws IOException;

    /** The account for this process: itself, or for root the least intrusive one that works here. */
    static PostgresAccount current() {
        if (!runs(List.of("sh", "-c", "test \"$(id -u)\" = 0"))) {
            return new Own();
        }
        if (runs(List.of("unshare", "-U", "true"))) {
            return new Namespace(FALLBACK);
        }
        return droppedFrom();
    }

    /** Root without user namespaces, as in a container with a strict system call filter. */
    static PostgresAccount droppedFrom() {
        for (var tool : List.of(
                List.of("setpriv", "--reuid=nobody", "--regid=NOBODY_GROUP", "--clear-groups", "--"),
                List.of("runuser", "-u", "nobody", "--"),
                List.of("su", "nobody", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "--"))) {
            var prefix = tool.stream()
                    .map(word -> word.replace("NOBODY_GROUP", groupOfNobody()))
                    .toList();
            var probe = new ArrayList<>(prefix);
            probe.addAll(List.of("sh", "-c", "test \"$(id -u)\" != 0"));
            if (runs(probe)) {
                return new Dropped(prefix);
            }
        }
        throw new EmbeddedServerException(
                "PostgreSQL refuses to run as root, and neither a user namespace (unshare -U) nor the account nobody"
                        + " (setpriv, runuser, su) can be used here: start Evenreach as a normal user");
    }

    private static String groupOfNobody() {
        try {
            var process = new ProcessBuilder("id", "-g", "nobody")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var output = process.getInputStream()) {
                var group = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
                return group.isEmpty() ? "65534" : group;
            }
        } catch (IOException e) {
            return "65534";
        }
    }

    private static boolean runs(List<String> command) {
        try {
            var process = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** This process is not root. */
    record Own() implements PostgresAccount {
        @Override
        public List<String> command(List<String> command) {
            return command;
        }

        @Override
        public Path home(Path dataDir) {
            return dataDir;
        }

        @Override
        public void lend(Path path) {}
    }

    /** Whether this account may enter the folder, which takes the right to pass every folder above it, too. */
    default boolean reaches(Path folder) {
        return runs(command(List.of("sh", "-c", "cd \"$0\"", folder.toString())));
    }

    /** The folder, or one in the fallback that stands for it where this account cannot enter it. */
    default Path reachable(Path dataDir, Path fallback) {
        if (reaches(dataDir)) {
            return dataDir;
        }
        // A checkout below a closed home folder: the data moves to a place that the account can reach.
        var name = dataDir.toAbsolutePath().toString().toLowerCase(Locale.ROOT);
        var folder =
                fallback.resolve(Integer.toHexString(dataDir.toAbsolutePath().hashCode()) + "-"
                        + name.substring(Math.max(0, name.length() - 40)).replaceAll("[^a-z0-9]+", "-"));
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new EmbeddedServerException("PostgreSQL's data folder " + folder + " cannot be made", e);
        }
        if (!reaches(folder)) {
            throw new EmbeddedServerException("PostgreSQL, which refuses to run as root, can reach neither " + dataDir
                    + " nor " + folder + ": set EVENREACH_DATA_DIR to a folder that every account may enter");
        }
        return folder;
    }

    /**
     * Root in a user namespace without a mapping: the files stay root's and the programs see another number. What root may
     * do with the files of others ends there as well, so a folder below somebody's closed home is out of reach.
     *
     * @param fallback for folders that are out of reach
     */
    record Namespace(Path fallback) implements PostgresAccount {
        @Override
        public List<String> command(List<String> command) {
            var all = new ArrayList<>(List.of("unshare", "-U"));
            all.addAll(command);
            return all;
        }

        @Override
        public Path home(Path dataDir) {
            return reachable(dataDir, fallback);
        }

        @Override
        public void lend(Path path) {}
    }

    /** The account {@code nobody}, which must be able to walk down to its data. */
    record Dropped(List<String> prefix) implements PostgresAccount {
        @Override
        public List<String> command(List<String> command) {
            var all = new ArrayList<>(prefix);
            all.addAll(command);
            return all;
        }

        @Override
        public Path home(Path dataDir) {
            return reachable(dataDir, FALLBACK);
        }

        @Override
        public void lend(Path path) throws IOException {
            var process = new ProcessBuilder("chown", "-R", "nobody", path.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                if (process.waitFor() != 0) {
                    throw new IOException("chown -R nobody " + path + " failed");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while changing the owner of " + path, e);
            }
        }
    }
}
