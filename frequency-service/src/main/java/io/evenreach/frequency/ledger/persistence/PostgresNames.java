package io.evenreach.frequency.ledger.persistence;

import io.evenreach.frequency.ledger.domain.MissingNameException;
import io.evenreach.frequency.ledger.domain.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Numbers of names, given by the database and remembered here; they never change, so memory cannot be wrong. */
@Component
class PostgresNames implements Names {

    private final JdbcTemplate jdbc;
    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
    private final Map<UUID, Integer> numbersOfIds = new ConcurrentHashMap<>();
    private final Map<Integer, String> names = new ConcurrentHashMap<>();
    private final Map<Integer, UUID> ids = new ConcurrentHashMap<>();

    PostgresNames(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Gives numbers where there are none, in a statement of its own. */
    void intern(Collection<String> wanted, Collection<UUID> wantedIds) {
        List<String> missing = new ArrayList<>();
        for (String name : wanted) {
            if (!numbers.containsKey(name)) {
                missing.add(name);
            }
        }
        for (UUID id : wantedIds) {
            if (!numbersOfIds.containsKey(id)) {
                missing.add(id.toString());
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        String[] values = missing.stream().distinct().sorted().toArray(String[]::new);
        jdbc.update("insert into name (value) select unnest(?) on conflict do nothing", (Object) values);
        jdbc.query(
                "select number, value from name where value = any(?)",
                row -> {
                    remember(row.getInt(1), row.getString(2));
                },
                (Object) values);
        for (UUID id : wantedIds) {
            Integer number = numbers.get(id.toString());
            if (number != null) {
                numbersOfIds.put(id, number);
                ids.put(number, id);
            }
        }
    }

    private void remember(int number, String name) {
        names.put(number, name);
        numbers.put(name, number);
    }

    @Override
    public int numberOf(String name) {
        Integer number = numbers.get(name);
        if (number == null) {
            throw new MissingNameException(name);
        }
        return number;
    }

    @Override
    public int numberOf(UUID id) {
        Integer number = numbersOfIds.get(id);
        if (number == null) {
            throw new MissingNameException(id);
        }
        return number;
    }

    @Override
    public String nameOf(int number) {
        String known = names.get(number);
        return known != null ? known : read(number);
    }

    @Override
    public UUID idOf(int number) {
        UUID known = ids.get(number);
        if (known != null) {
            return known;
        }
        UUID id = UUID.fromString(nameOf(number));
        ids.put(number, id);
        numbersOfIds.put(id, number);
        return id;
    }

    private String read(int number) {
        @Nullable
        String name =
                jdbc.query("select value from name where number = ?", (row, i) -> row.getString(1), number).stream()
                        .findFirst()
                        .orElse(null);
        if (name == null) {
            throw new IllegalStateException("number " + number + " was never given to a name");
        }
        remember(number, name);
        return name;
    }
}
