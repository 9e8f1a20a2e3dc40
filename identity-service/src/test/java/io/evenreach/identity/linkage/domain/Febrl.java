package io.evenreach.identity.linkage.domain;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Dataset 3 of a public benchmark (Febrl), which is not part of this repository: five thousand records of two thousand
 * persons.
 *
 * @param persons for each record the number of its person
 */
public record Febrl(List<PersonRecord> records, int[] persons) {

    private static final List<String> FIELDS = List.of(
            "givenName",
            "surname",
            "streetNumber",
            "address1",
            "address2",
            "suburb",
            "postcode",
            "state",
            "birthDate",
            Field.ATTRIBUTE_PREFIX + "socialSecurity");

    /** Skips the test that reads it where nobody said where the file is, and fails where it is not where they said. */
    public static Febrl read(boolean withSocialSecurity) {
        String said = System.getProperty("evenreach.febrl");
        Path file = Path.of(Objects.requireNonNullElse(said, "../../shared/data/febrl/dataset3.csv"));
        assumeThat(said != null || Files.exists(file))
                .as("-Devenreach.febrl names no file and there is no %s", file)
                .isTrue();
        int columns = withSocialSecurity ? FIELDS.size() : FIELDS.size() - 1;
        List<PersonRecord> records = new ArrayList<>();
        List<Integer> persons = new ArrayList<>();
        for (String line : linesOf(file).stream().skip(1).toList()) {
            List<String> cells = List.of(line.split(",", -1));
            Map<String, String> fields = new LinkedHashMap<>();
            for (int i = 0; i < columns; i++) {
                if (!cells.get(i + 1).isBlank()) {
                    fields.put(FIELDS.get(i), cells.get(i + 1).strip());
                }
            }
            records.add(new PersonRecord("r" + records.size(), "febrl", fields));
            persons.add(Integer.valueOf(cells.getFirst().replaceAll("rec-(\\d+)-.*", "$1")));
        }
        return new Febrl(records, persons.stream().mapToInt(Integer::intValue).toArray());
    }

    private static List<String> linesOf(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
