package io.evenreach.frequency.decision.domain;

/**
 * What instances have taken so far of the asks a partner's clients have in one span. Immutable.
 *
 * @param version of the ask limit it follows
 * @param count asks the limit allows in a span
 * @param lengthMillis how long a span is
 * @param fromMillis when the span began, a multiple of its length
 * @param taken may be above {@code count} where the limit was lowered since
 */
public record AskWindow(long version, long count, long lengthMillis, long fromMillis, long taken) {

    /**
     * An instance takes a 32nd of what is left at a time: it seldom has to come, and few asks are lost with one that dies or
     * has nothing to do.
     */
    private static final int PARTS = 32;

    /**
     * Asks that one instance has taken and not used yet; good for the limit and the span they were taken of alone.
     *
     * @param version of the limit
     * @param fromMillis when the span began
     */
    public record Part(long version, long fromMillis, long asks) {

        public static final Part NONE = new Part(0, 0, 0);

        public Part less(long used) {
            return new Part(version, fromMillis, asks - used);
        }
    }

    /** Before anything was taken. */
    public static AskWindow first(long version, long count, long lengthMillis, long nowMillis) {
        return new AskWindow(version, count, lengthMillis, beginningAt(nowMillis, lengthMillis), 0);
    }

    /**
     * The span to take from now. A limit of an older version than the known one changes nothing; a span goes on until its
     * end, also where the clock was set back, and a new length begins a new one.
     */
    public AskWindow under(long newVersion, long newCount, long newLengthMillis, long nowMillis) {
        boolean newer = newVersion > version;
        long length = newer ? newLengthMillis : lengthMillis;
        long begin = beginningAt(nowMillis, length);
        boolean goesOn = length == lengthMillis && fromMillis >= begin;
        return new AskWindow(
                newer ? newVersion : version,
                newer ? newCount : count,
                length,
                goesOn ? fromMillis : begin,
                goesOn ? taken : 0);
    }

    /** How many to give to an instance that needs at least so many now: these and some for later, or none at all. */
    public long part(long needed) {
        return needed > left() ? 0 : Math.max(needed, Math.ceilDiv(left(), PARTS));
    }

    /** How much of what an instance took it may still use. */
    public long of(Part part) {
        return part.version() == version && part.fromMillis() == fromMillis ? part.asks() : 0;
    }

    public Part partOf(long asks) {
        return new Part(version, fromMillis, asks);
    }

    public AskWindow less(long given) {
        return new AskWindow(version, count, lengthMillis, fromMillis, taken + given);
    }

    public long left() {
        return Math.max(0, count - taken);
    }

    /** When the next span begins. */
    public long endMillis() {
        return fromMillis + lengthMillis;
    }

    private static long beginningAt(long nowMillis, long lengthMillis) {
        return Math.floorDiv(nowMillis, lengthMillis) * lengthMillis;
    }
}
