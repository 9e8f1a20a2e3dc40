package io.evenreach.identity.linkage.domain;

import java.util.List;

/**
 * A field that records may have.
 *
 * @param personal whether people who live together differ in it as strangers do: they share addresses, phones and
 *     surnames, and some share a mailbox. A sender's own attribute is one of those by which somebody is named, and how many
 *     share it is estimated.
 */
public record Field(String name, Kind kind, boolean personal) {

    /** The named fields of a record, in the order in which a record is read. */
    public static final List<Field> KNOWN = List.of(
            new Field("givenName", Kind.GIVEN_NAME, true),
            new Field("surname", Kind.SURNAME, false),
            new Field("birthDate", Kind.DATE, true),
            new Field("streetNumber", Kind.CODE, false),
            new Field("address1", Kind.TEXT, false),
            new Field("address2", Kind.TEXT, false),
            new Field("suburb", Kind.TEXT, false),
            new Field("city", Kind.TEXT, false),
            new Field("postcode", Kind.CODE, false),
            new Field("state", Kind.TEXT, false),
            new Field("country", Kind.TEXT, false),
            new Field("phone", Kind.PHONE, false),
            new Field("email", Kind.EMAIL, false));

    /** What the name of a sender's own attribute begins with. */
    public static final String ATTRIBUTE_PREFIX = "attributes.";

    static Field attribute(String name) {
        return new Field(name, Kind.TEXT, true);
    }

    /** Whether it is a sender's own attribute. */
    boolean attribute() {
        return name.startsWith(ATTRIBUTE_PREFIX);
    }
}
