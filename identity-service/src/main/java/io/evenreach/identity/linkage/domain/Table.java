package io.evenreach.identity.linkage.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records in columns of numbered values, which is how a million of them fit into memory and are compared quickly. */
public final class Table {

    private final List<Field> fields;
    private final List<Values> values;
    private final int[][] columns;
    private final boolean[] personal;
    private final boolean[] attributes;
    private final int rows;
    private final int givenName;
    private final int surname;

    private Table(List<Field> fields, List<Values> values, int[][] columns, int rows) {
        this.fields = fields;
        this.values = values;
        this.columns = columns;
        this.rows = rows;
        this.personal = new boolean[fields.size()];
        this.attributes = new boolean[fields.size()];
        for (int field = 0; field < personal.length; field++) {
            personal[field] = fields.get(field).personal();
            attributes[field] = fields.get(field).attribute();
        }
        this.givenName = fieldOf(Kind.GIVEN_NAME);
        this.surname = fieldOf(Kind.SURNAME);
    }

    public static Table of(Iterable<PersonRecord> records) {
        Builder builder = new Builder();
        records.forEach(builder::add);
        return builder.build();
    }

    /** Takes records one by one and keeps none of them. */
    public static final class Builder {

        private static final int ATTRIBUTES_MAX = Levels.FIELDS_MAX - Field.KNOWN.size();
        /** Attributes beyond this many are as good as random; the most frequent of the first ones are kept. */
        private static final int ATTRIBUTES_SEEN_MAX = 64;

        private static final class Column {
            private final Field field;
            private final Values values;
            private int[] numbers = new int[1024];
            private int filled;

            Column(Field field, Values values) {
                this.field = field;
                this.values = values;
            }

            void put(int row, String raw) {
                if (row >= numbers.length) {
                    numbers = Arrays.copyOf(numbers, Math.max(row + 1, numbers.length + (numbers.length >> 1)));
                }
                numbers[row] = values.numberOf(Normal.of(field.kind(), raw));
                filled += numbers[row] == Values.NOTHING ? 0 : 1;
            }
        }

        /** Given names and surnames share their numbers, because people swap them. */
        private final Values names = new Values();

        private final Map<String, Column> known = new LinkedHashMap<>();
        private final Map<String, Column> attributes = new LinkedHashMap<>();
        private int rows;

        public Builder() {
            Field.KNOWN.forEach(field ->
                    known.put(field.name(), new Column(field, isName(field.kind()) ? names : new Values())));
        }

        public void add(PersonRecord added) {
            added.fields().forEach((name, raw) -> {
                Column column = known.get(name);
                if (column == null && name.startsWith(Field.ATTRIBUTE_PREFIX)) {
                    column = attributes.size() < ATTRIBUTES_SEEN_MAX
                            ? attributes.computeIfAbsent(
                                    name, unseen -> new Column(Field.attribute(unseen), new Values()))
                            : attributes.get(name);
                }
                if (column != null) {
                    column.put(rows, raw);
                }
            });
            rows++;
        }

        /** The fields that anybody fills, and as many attributes as there is room for, the most frequent first. */
        public Table build() {
            List<Column> columns = new ArrayList<>(known.values());
            attributes.values().stream()
                    .sorted(Comparator.comparingInt((Column column) -> -column.filled)
                            .thenComparing(column -> column.field.name()))
                    .limit(ATTRIBUTES_MAX)
                    .forEach(columns::add);
            columns.removeIf(column -> column.filled == 0);
            columns.forEach(column -> column.values.complete());
            return new Table(
                    columns.stream().map(column -> column.field).toList(),
                    columns.stream().map(column -> column.values).toList(),
                    columns.stream()
                            .map(column -> Arrays.copyOf(column.numbers, rows))
                            .toArray(int[][]::new),
                    rows);
        }
    }

    private static boolean isName(Kind kind) {
        return kind == Kind.GIVEN_NAME || kind == Kind.SURNAME;
    }

    public int rows() {
        return rows;
    }

    List<Field> fields() {
        return fields;
    }

    Kind kind(int field) {
        return fields.get(field).kind();
    }

    boolean personal(int field) {
        return personal[field];
    }

    /** Whether it is a sender's own attribute, of which only the file can say who shares it. */
    boolean attribute(int field) {
        return attributes[field];
    }

    /** The number of a record's value; 0 where it says nothing. */
    int value(int field, int row) {
        return columns[field][row];
    }

    /** Whether two records have one value in a field that both of them fill; where they are alike they have two. */
    boolean sameValue(int field, int a, int b) {
        return value(field, a) == value(field, b) && value(field, a) != Values.NOTHING;
    }

    Values values(int field) {
        return values.get(field);
    }

    String text(int field, int row) {
        return values.get(field).text(columns[field][row]);
    }

    /**
     * Where the u of a field is found. E-mail addresses are made of names, so that two persons of one name have similar
     * ones more often than others: what an address says depends on whether the names say it already.
     */
    int uIndex(int field, long levels) {
        int level = Levels.of(levels, field);
        return kind(field) == Kind.EMAIL && level != Levels.MISSING && namesAgree(levels)
                ? kind(field).levels() + level
                : level;
    }

    /** How many u a field has. */
    int uSize(int field) {
        return kind(field) == Kind.EMAIL
                ? 2 * kind(field).levels()
                : kind(field).levels();
    }

    private boolean namesAgree(long levels) {
        return agrees(givenName, levels) || agrees(surname, levels);
    }

    private static boolean agrees(int field, long levels) {
        return field >= 0 && Levels.of(levels, field) >= Levels.SIMILAR;
    }

    /** Whether two records say the same of a field. */
    boolean equal(int field, long levels) {
        return Levels.of(levels, field) == Levels.exact(kind(field));
    }

    /** Whether a record says nothing that is personal. */
    boolean namesNobody(int row) {
        for (int field = 0; field < columns.length; field++) {
            if (personal[field] && columns[field][row] != Values.NOTHING) {
                return false;
            }
        }
        return true;
    }

    /** The share of records that say something of a field. */
    double filled(int field) {
        int filled = 0;
        for (int value : columns[field]) {
            filled += value == Values.NOTHING ? 0 : 1;
        }
        return (double) filled / Math.max(1, rows);
    }

    /** Which field is of that kind; -1 where none is. */
    int fieldOf(Kind kind) {
        for (int field = 0; field < fields.size(); field++) {
            if (fields.get(field).kind() == kind) {
                return field;
            }
        }
        return -1;
    }
}
