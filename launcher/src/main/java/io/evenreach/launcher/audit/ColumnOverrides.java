package io.evenreach.launcher.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What {@code --map} says about the columns: {@code customer=cookie,phone}, {@code time=seen_at}; several in one option
 * ({@code customer=cookie,phone,time=seen_at}) or one option each. A customer column may name its identifier type and scope:
 * {@code customer=uid:login_id@shop}.
 */
record ColumnOverrides(Map<Role, List<String>> columns) {

    /** What a column of an exposure log can be. */
    enum Role {
        CUSTOMER("customer"),
        TIME("time"),
        CHANNEL("channel"),
        INTERACTION("interaction"),
        EXPOSURE_ID("exposureId"),
        ZONE("zone");

        private final String word;

        Role(String word) {
            this.word = word;
        }

        static Role of(String word) {
            return Stream.of(values())
                    .filter(role -> role.word.equalsIgnoreCase(word.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("\"" + word.strip()
                            + "\" is not something a column can be. Use "
                            + String.join(
                                    ", ",
                                    Stream.of(values()).map(role -> role.word).toList()) + "."));
        }
    }

    static ColumnOverrides none() {
        return new ColumnOverrides(Map.of());
    }

    /** @throws IllegalArgumentException with a sentence for the analyst */
    static ColumnOverrides parse(List<String> options) {
        Map<Role, List<String>> columns = new LinkedHashMap<>();
        for (String option : options) {
            Role role = null;
            for (String part : option.split(",")) {
                int equals = part.indexOf('=');
                if (equals >= 0) {
                    role = Role.of(part.substring(0, equals));
                }
                String column = part.substring(equals + 1).strip();
                if (role == null || column.isEmpty()) {
                    throw new IllegalArgumentException(
                            "\"" + option
                                    + "\" maps nothing. Write --map customer=cookie,phone --map time=seen_at --map channel=medium.");
                }
                List<String> known = columns.computeIfAbsent(role, any -> new ArrayList<>());
                if (role != Role.CUSTOMER && !known.isEmpty()) {
                    throw new IllegalArgumentException("\"" + role.word + "\" is one column, and both \""
                            + known.getFirst() + "\" and \"" + column + "\" are given.");
                }
                known.add(column);
            }
        }
        return new ColumnOverrides(columns);
    }

    List<String> of(Role role) {
        return columns.getOrDefault(role, List.of());
    }
}
