package io.evenreach.launcher.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file of {@code KEY=value} lines that only its owner may read. */
final class SecretFile {

    private final Path file;

    SecretFile(Path file) {
        this.file = file;
    }

    Map<String, String> read() {
        var values = new LinkedHashMap<String, String>();
        if (!Files.exists(file)) {
            return values;
        }
        try {
            for (var line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                int equals = line.indexOf('=');
                if (equals > 0 && !line.startsWith("#")) {
                    values.put(
                            line.substring(0, equals).strip(),
                            line.substring(equals + 1).strip());
                }
            }
            return values;
        } catch (IOException e) {
            throw new LauncherProblem(
                    "The file " + file + " cannot be read. It belongs to whoever started Evenreach here"
                            + " first: use the same account, or another EVENREACH_DATA_DIR.",
                    e);
        }
    }

    /** Replaces the file in one step, so that a crash leaves the old one or the new one. */
    void write(Map<String, String> values) {
        var text = new StringBuilder();
        values.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        var building = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(building);
            Files.createFile(
                    building, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(building, text);
            Files.move(building, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LauncherProblem("The file " + file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
