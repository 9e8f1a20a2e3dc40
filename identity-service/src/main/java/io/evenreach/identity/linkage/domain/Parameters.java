package io.evenreach.identity.linkage.domain;

import java.util.List;

/**
 * What a run has found out about its records, for the next one to begin with.
 *
 * @param fields their names
 * @param m by field and level
 * @param u by field and {@link Table#uIndex}
 * @param household by field and level, as {@link Households} has it
 * @param strangerBits log2 of how many times more frequent pairs of one person were than pairs of strangers
 * @param householdBits the same against pairs of one household
 * @param records how many there were
 */
public record Parameters(
        List<String> fields,
        double[][] m,
        double[][] u,
        Dependence dependence,
        double[][] household,
        double strangerBits,
        double householdBits,
        int records) {

    public Parameters {
        fields = List.copyOf(fields);
    }

    boolean fit(Table table) {
        return fields.equals(table.fields().stream().map(Field::name).toList());
    }
}
