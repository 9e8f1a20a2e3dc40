package io.evenreach.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files of the checkout, without what builds leave behind. */
final class Repository {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> LEFT_OUT = Set.of("target", "node_modules", ".git", ".evenreach", "dist");

    private Repository() {}

    static List<Path> files(String ending) {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> Stream.of(ROOT.relativize(file).toString().split("[/\\\\]"))
                            .noneMatch(LEFT_OUT::contains))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static String read(String path) {
        return read(ROOT.resolve(path));
    }

    static String name(Path file) {
        return ROOT.relativize(file).toString();
    }
}
