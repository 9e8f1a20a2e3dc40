package io.evenreach.platform.outbox;

/** Rows of the outbox as far as there is memory for what they say, which may be a few bytes each or hundreds of thousands. */
final class BoundedPayloads {

    private BoundedPayloads() {}

    /**
     * A statement that reads {@code columns} and, after them, the payload: null from the row before which there are as many
     * bytes as its first parameter says. Its last parameter is the number of rows.
     *
     * @param condition which rows; its parameters are between the two
     * @param order in which order; of {@code columns}
     */
    static String select(String columns, String condition, String order) {
        return """
                select %1$s, case when bytes_before < ? then payload end
                  from (select %1$s, payload,
                               coalesce(sum(octet_length(payload)) over (order by %3$s
                                   rows between unbounded preceding and 1 preceding), 0) as bytes_before
                          from outbox where %2$s order by %3$s limit ?) bounded
                 order by %3$s
                """.formatted(columns, condition, order);
    }
}
