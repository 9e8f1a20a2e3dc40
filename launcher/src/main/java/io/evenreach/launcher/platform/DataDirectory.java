package io.evenreach.launcher.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The folder of one platform and the lock that says whether a launcher runs on it. */
public final class DataDirectory {

    private static final int KEPT_LOGS = 3;

    private final Path root;

    public DataDirectory(Path root) {
        this.root = root;
    }

    public Path root() {
        return root;
    }

    public Path credentials() {
        return root.resolve("credentials");
    }

    Path secrets() {
        return root.resolve("secrets");
    }

    public Path postgres() {
        return root.resolve("postgres");
    }

    public Path kafka() {
        return root.resolve("kafka");
    }

    /** What can be made again: unpacked programs and start-up caches. */
    public Path runtime() {
        return root.resolve("runtime");
    }

    public Path log(String component) {
        return root.resolve("logs").resolve(component + ".log");
    }

    private Path state() {
        return root.resolve("state.json");
    }

    private Path lock() {
        return root.resolve("launcher.lock");
    }

    /** Makes the folder; its secrets have their own protection, so others may enter (PostgreSQL's account must). */
    public void create() {
        try {
            Files.createDirectories(root.resolve("logs"));
            Files.createDirectories(runtime());
        } catch (IOException e) {
            throw new LauncherProblem(
                    "The data directory " + root + " cannot be made (" + e.getMessage()
                            + "). Set EVENREACH_DATA_DIR to a" + " folder that you may write to.",
                    e);
        }
    }

    /** Takes the folder for this launcher until the result is closed; empty when another launcher has it. */
    public Optional<FileChannel> take() {
        try {
            var channel = FileChannel.open(lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                lock = null;
            }
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(channel);
        } catch (IOException e) {
            throw new LauncherProblem(
                    "The data directory " + root + " cannot be locked (" + e.getMessage()
                            + "). It may belong to another" + " user: set EVENREACH_DATA_DIR to a folder of your own.",
                    e);
        }
    }

    /** Whether a launcher, of whatever process, holds the folder now. */
    public boolean isTaken() {
        if (!Files.exists(lock())) {
            return false;
        }
        var mine = take();
        if (mine.isEmpty()) {
            return true;
        }
        try {
            mine.get().close();
        } catch (IOException e) {
            throw new LauncherProblem("The lock in " + root + " cannot be released: " + e.getMessage(), e);
        }
        return false;
    }

    /** What the last launcher wrote about itself, whether it still runs or not. */
    public Optional<PlatformState> readState() {
        try {
            return Files.exists(state())
                    ? Optional.of(PlatformState.fromJson(Files.readString(state())))
                    : Optional.empty();
        } catch (IOException | PlatformState.Unreadable e) {
            return Optional.empty();
        }
    }

    /** Replaces the state in one step, so that readers see the old one or the new one. */
    public void writeState(PlatformState state) {
        var building = root.resolve("state.json.new");
        try {
            Files.writeString(building, state.toJson());
            Files.move(building, state(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LauncherProblem("The data directory " + root + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Moves a log of an earlier start aside and forgets the oldest; returns the path of the fresh one. */
    public Path freshLog(String component) {
        var current = log(component);
        try {
            for (int age = KEPT_LOGS; age > 0; age--) {
                var younger = age == 1 ? current : Path.of(current + "." + (age - 1));
                if (Files.exists(younger)) {
                    Files.move(younger, Path.of(current + "." + age), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            return current;
        } catch (IOException e) {
            throw new LauncherProblem("The log " + current + " cannot be rotated: " + e.getMessage(), e);
        }
    }
}
